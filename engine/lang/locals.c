/* The names that the body of a def assigns. They are local to it from its first line on, as in
 * Python: reading one too early is an error, whatever the name means outside. */
#include "engine/lang/interpreter.h"

#include <string.h>

/* Names so far; with room for none they are only counted. */
typedef struct collector {
    const char **names;
    int n;
} collector;

static void add_name(collector *all, const char *name)
{
    if (all->names) all->names[all->n] = name;
    all->n++;
}

static void add_target(collector *all, const gd_tree *target)
{
    bool several = target->kind == GD_TREE_TUPLE || target->kind == GD_TREE_LIST ||
                   target->kind == GD_TREE_STARRED;
    if (target->kind == GD_TREE_NAME) add_name(all, target->text);
    for (int i = 0; several && i < target->n_parts; i++) add_target(all, target->parts[i]);
}

static void add_statement(collector *all, const gd_tree *tree);

static void add_parts(collector *all, const gd_tree *tree, int first)
{
    for (int i = first; i < tree->n_parts; i++)
        if (tree->parts[i]) add_statement(all, tree->parts[i]);
}

static void add_statement(collector *all, const gd_tree *tree)
{
    switch (tree->kind) {
    case GD_TREE_BLOCK: add_parts(all, tree, 0); break;
    case GD_TREE_IF:
    case GD_TREE_WHILE: add_parts(all, tree, 1); break;
    case GD_TREE_FOR:
        add_target(all, tree->parts[0]);
        add_parts(all, tree, 2);
        break;
    case GD_TREE_ASSIGN:
        for (int i = 1; i < tree->n_parts; i++) add_target(all, tree->parts[i]);
        break;
    case GD_TREE_AUGMENTED: add_target(all, tree->parts[0]); break;
    case GD_TREE_DEF: add_name(all, tree->text); break;
    case GD_TREE_IMPORT: add_name(all, tree->parts[0]->text); break;
    case GD_TREE_FROM_IMPORT:
        for (int i = 0; i < tree->n_parts; i++) add_name(all, tree->parts[i]->text);
        break;
    default: break;
    }
}

bool locals_find(gd_trace *trace, gd_closure *closure)
{
    collector counted = {0};
    add_statement(&counted, closure->body);
    if (!counted.n) return true;
    collector all = {.names = heap_take_array(&trace->heap, &cell_bytes, (size_t)counted.n,
                                              sizeof *all.names, trace->err)};
    if (!all.names || !trace_step(trace, counted.n)) return false;
    add_statement(&all, closure->body);
    closure->locals = all.names;
    closure->n_locals = all.n;
    return true;
}

bool locals_enter(gd_trace *trace, const gd_closure *closure, gd_scope *scope)
{
    if (!trace_step(trace, closure->n_locals)) return false;
    for (int i = 0; i < closure->n_locals; i++)
        if (!scope_set(trace, scope, closure->locals[i], NULL)) return false;
    return true;
}

/* In the words of CPython 3.11. */
const gd_object *locals_refuse(gd_trace *trace, const char *name)
{
    bool own = scope_has(trace, trace->scope, name);
    return object_fail(
        trace, GD_UNKNOWN_NAME,
        "cannot access %s variable '%.60s' where it is not associated with a value%s",
        own ? "local" : "free", name, own ? "" : " in enclosing scope");
}

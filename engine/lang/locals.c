/* The names that the body of a def assigns. They are local to it from its first line on, as in
 * Python: reading one too early is an error, whatever the name means outside. */
#include "engine/lang/interpreter.h"

#include <string.h>

/* Names so far; with room for none they are only counted. */
typedef struct collector {
    gd_name *names;
    int n;
    bool declared; /* there are GLOBAL or NONLOCAL statements */
} collector;

static void add_name(collector *all, gd_name name)
{
    if (all->names) all->names[all->n] = name;
    all->n++;
}

static void add_target(collector *all, const gd_tree *target)
{
    bool several = target->kind == GD_TREE_TUPLE || target->kind == GD_TREE_LIST ||
                   target->kind == GD_TREE_STARRED;
    if (target->kind == GD_TREE_NAME) add_name(all, name_of_tree(target));
    for (int i = 0; several && i < target->n_parts; i++) add_target(all, target->parts[i]);
}

/* The names that a node itself binds. */
static void add_bound(collector *all, const gd_tree *tree)
{
    switch (tree->kind) {
    case GD_TREE_FOR:
    case GD_TREE_AUGMENTED:
    case GD_TREE_NAMED: add_target(all, tree->parts[0]); break;
    case GD_TREE_DEF:
    case GD_TREE_CLASS: add_name(all, name_of_tree(tree)); break;
    case GD_TREE_IMPORT: add_name(all, name_of_tree(tree->parts[0])); break;
    case GD_TREE_HANDLER:
        if (tree->text && tree->text[0]) add_name(all, name_of_tree(tree));
        break;
    case GD_TREE_ASSIGN:
        for (int i = 1; i < tree->n_parts; i++) add_target(all, tree->parts[i]);
        break;
    case GD_TREE_DELETE:
        for (int i = 0; i < tree->n_parts; i++) add_target(all, tree->parts[i]);
        break;
    case GD_TREE_WITH:
        for (int i = 2; i < tree->n_parts; i += 2)
            if (tree->parts[i]) add_target(all, tree->parts[i]);
        break;
    case GD_TREE_FROM_IMPORT:
        for (int i = 0; i < tree->n_parts; i++) add_name(all, name_of_tree(tree->parts[i]));
        break;
    case GD_TREE_GLOBAL:
    case GD_TREE_NONLOCAL: all->declared = true; break;
    default: break;
    }
}

/* Functions and classes within have names of their own. Chains of BINARY are walked in a loop. */
static void add_all(collector *all, const gd_tree *tree)
{
    bool own =
        tree->kind == GD_TREE_DEF || tree->kind == GD_TREE_CLASS || tree->kind == GD_TREE_LAMBDA;
    while (tree->kind == GD_TREE_BINARY) {
        add_all(all, tree->parts[1]);
        tree = tree->parts[0];
    }
    add_bound(all, tree);
    for (int i = 0; !own && i < tree->n_parts; i++)
        if (tree->parts[i]) add_all(all, tree->parts[i]);
}

bool locals_find(gd_trace *trace, gd_closure *closure)
{
    collector counted = {0};
    add_all(&counted, closure->body);
    closure->declarations = counted.declared ? closure->body : NULL;
    if (!counted.n) return true;
    collector all = {.names = heap_take_array(&trace->heap, &cell_bytes, (size_t)counted.n,
                                              sizeof *all.names, trace->err)};
    if (!all.names || !trace_step(trace, counted.n)) return false;
    add_all(&all, closure->body);
    closure->locals = all.names;
    closure->n_locals = all.n;
    return true;
}

/* The scope of a function around that has the name. */
static gd_scope *scope_of_nonlocal(gd_scope *scope, gd_name name)
{
    for (scope = scope->parent; scope; scope = scope->parent)
        if (scope->form == SCOPE_FUNCTION && scope_has(scope, name)) return scope;
    return NULL;
}

static gd_scope *module_of(gd_scope *scope)
{
    while (scope->parent) scope = scope->parent;
    return scope;
}

static bool declare(gd_trace *trace, const gd_tree *tree, gd_scope *scope)
{
    for (int i = 0; i < tree->n_parts; i++) {
        gd_name name = name_of_tree(tree->parts[i]);
        bool global = tree->kind == GD_TREE_GLOBAL;
        gd_scope *home = global ? module_of(scope) : scope_of_nonlocal(scope, name);
        if (!home) {
            object_fail(trace, GD_SYNTAX, "no binding for nonlocal '%.60s' found", name.text);
            return gd_locate(trace->err, tree->span);
        }
        bool lent = (scope_has(home, name) || scope_set(trace, home, name, NULL)) &&
                    scope_lend(trace, scope, name, home);
        if (!lent) return false;
    }
    return true;
}

bool locals_declare(gd_trace *trace, const gd_tree *body, gd_scope *scope)
{
    if (body->kind == GD_TREE_GLOBAL || body->kind == GD_TREE_NONLOCAL)
        return declare(trace, body, scope);
    bool block = body->kind == GD_TREE_BLOCK || body->kind == GD_TREE_IF ||
                 body->kind == GD_TREE_FOR || body->kind == GD_TREE_WHILE ||
                 body->kind == GD_TREE_TRY || body->kind == GD_TREE_WITH ||
                 body->kind == GD_TREE_HANDLER;
    for (int i = 0; block && i < body->n_parts; i++)
        if (body->parts[i] && !locals_declare(trace, body->parts[i], scope)) return false;
    return true;
}

bool locals_enter(gd_trace *trace, const gd_closure *closure, gd_scope *scope)
{
    if (!trace_step(trace, closure->n_locals / 8)) return false;
    for (int i = 0; i < closure->n_locals; i++)
        if (!scope_set(trace, scope, closure->locals[i], NULL)) return false;
    return !closure->declarations || locals_declare(trace, closure->declarations, scope);
}

/* In the words of CPython 3.11. */
const gd_object *locals_refuse(gd_trace *trace, const char *name)
{
    bool own = scope_has(trace->scope, name_of(name));
    return object_fail(
        trace, own ? GD_UNBOUND_LOCAL : GD_UNKNOWN_NAME,
        "cannot access %s variable '%.60s' where it is not associated with a value%s",
        own ? "local" : "free", name, own ? "" : " in enclosing scope");
}

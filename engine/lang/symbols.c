/* A tree in, an error out if a declaration comes too late or declares what is not there.
 *
 * One walk, in the order of the text, notes for each scope how it has used each name so far; a
 * declaration asks for that at once. Where a nonlocal name is bound is asked after the walk, for
 * that may stand further down. Names are found by hash, so a walk costs no more than its length. */
#include "engine/lang/symbols.h"

#include "engine/base/hash.h"

#include <string.h>

/* An import binds a name, and yet may come before its declaration. */
enum {
    IS_PARAMETER = 1,
    IS_BOUND = 2,
    IS_USED = 4,
    IS_GLOBAL = 8,
    IS_NONLOCAL = 16,
    IS_IMPORTED = 32
};

typedef enum scope_kind {
    SCOPE_MODULE,
    SCOPE_FUNCTION,
    SCOPE_CLASS,
    SCOPE_COMPREHENSION
} scope_kind;

struct scope {
    int64_t parent;
    scope_kind kind;
};

/* How scope number `scope` uses a name; name NULL: a free place of the table. */
struct symbol {
    const char *name;
    int64_t scope;
    int uses;
};

/* A name of a nonlocal statement. */
struct request {
    const gd_tree *statement, *name;
    int64_t scope;
};

typedef struct walk {
    gd_memory *memory;
    gd_error *err;
    gd_hash_key key;
    struct symbol
        *symbols; /* open addressing; room is a power of two, at most half of it is used */
    struct scope *scopes;
    struct request *requests;
    size_t n_symbols, symbol_room, n_scopes, scope_room, n_requests, request_room;
    int64_t scope; /* the one at hand */
} walk;

/* -- Tables --------------------------------------------------------------------------------- */

/* Room for one more item of an array that grows by doubling. */
static bool grow(walk *w, void **items, size_t *room, size_t count, size_t size)
{
    if (count < *room) return true;
    size_t wanted = *room ? 2 * *room : 16;
    void *larger = memory_resize(w->memory, *items, wanted * size, w->err);
    if (!larger) return false;
    *items = larger;
    *room = wanted;
    return true;
}

static struct symbol *find_place(const walk *w, const char *name, int64_t scope)
{
    uint64_t hash = hash_bytes(w->key, name, strlen(name)) + (uint64_t)scope * 0x9E3779B97F4A7C15u;
    size_t mask = w->symbol_room - 1;
    for (size_t i = (size_t)(hash >> 20) & mask;; i = (i + 1) & mask) {
        struct symbol *symbol = &w->symbols[i];
        if (!symbol->name || (symbol->scope == scope && !strcmp(symbol->name, name))) return symbol;
    }
}

static bool rehash(walk *w)
{
    struct symbol *old = w->symbols;
    size_t room = w->symbol_room;
    w->symbol_room = room ? 2 * room : 64;
    w->symbols = memory_alloc_array(w->memory, w->symbol_room, sizeof *old, w->err);
    if (!w->symbols) {
        w->symbols = old;
        return false;
    }
    memset(w->symbols, 0, w->symbol_room * sizeof *old);
    for (size_t i = 0; i < room; i++)
        if (old[i].name) *find_place(w, old[i].name, old[i].scope) = old[i];
    memory_free(old);
    return true;
}

/* The symbol of a name in a scope, a new one if need be; NULL out of memory. */
static struct symbol *symbol_of(walk *w, const char *name, int64_t scope)
{
    if (2 * w->n_symbols >= w->symbol_room && !rehash(w)) return NULL;
    struct symbol *symbol = find_place(w, name, scope);
    if (!symbol->name) {
        *symbol = (struct symbol){name, scope, 0};
        w->n_symbols++;
    }
    return symbol;
}

static bool note(walk *w, const char *name, int use)
{
    struct symbol *symbol = symbol_of(w, name, w->scope);
    if (symbol) symbol->uses |= use;
    return symbol;
}

static bool enter_scope(walk *w, scope_kind kind)
{
    void *scopes = w->scopes;
    if (!grow(w, &scopes, &w->scope_room, w->n_scopes, sizeof *w->scopes)) return false;
    w->scopes = scopes;
    w->scopes[w->n_scopes] = (struct scope){w->scope, kind};
    w->scope = (int64_t)w->n_scopes++;
    return true;
}

static bool leave_scope(walk *w)
{
    w->scope = w->scopes[w->scope].parent;
    return true;
}

/* -- Declarations --------------------------------------------------------------------------- */

static bool fail(walk *w, const gd_tree *at, const char *before, const gd_tree *name,
                 const char *after)
{
    gd_fail(w->err, GD_SYNTAX, "%s'%.80s'%s", before, name->text, after);
    gd_locate(w->err, at->span);
    return gd_hint(w->err, "declare a name before its first use, in the function that assigns it");
}

static const char *complaint(int uses, int declaration)
{
    bool global = declaration == IS_GLOBAL;
    if (uses & IS_PARAMETER)
        return global ? " is parameter and global" : " is parameter and nonlocal";
    if (uses & IS_USED)
        return global ? " is used prior to global declaration"
                      : " is used prior to nonlocal declaration";
    if (uses & IS_BOUND)
        return global ? " is assigned to before global declaration"
                      : " is assigned to before nonlocal declaration";
    return NULL;
}

static bool request_binding(walk *w, const gd_tree *statement, const gd_tree *name)
{
    void *requests = w->requests;
    if (!grow(w, &requests, &w->request_room, w->n_requests, sizeof *w->requests)) return false;
    w->requests = requests;
    w->requests[w->n_requests++] = (struct request){statement, name, w->scope};
    return true;
}

static bool declare(walk *w, const gd_tree *tree, int declaration)
{
    for (int i = 0; i < tree->n_parts; i++) {
        const gd_tree *name = tree->parts[i];
        struct symbol *symbol = symbol_of(w, name->text, w->scope);
        if (!symbol) return false;
        const char *wrong = complaint(symbol->uses, declaration);
        if (wrong) return fail(w, tree, "name ", name, wrong);
        symbol->uses |= declaration;
        if (!request_binding(w, tree, name)) return false;
    }
    return true;
}

/* Whether a function around the scope binds the name. */
static bool is_bound_around(walk *w, const struct request *request)
{
    for (int64_t at = w->scopes[request->scope].parent; at > 0; at = w->scopes[at].parent) {
        if (w->scopes[at].kind == SCOPE_CLASS) continue;
        const struct symbol *symbol = find_place(w, request->name->text, at);
        int uses = symbol->name ? symbol->uses : 0;
        if (uses & IS_GLOBAL) return false;
        if (!(uses & IS_NONLOCAL) && uses & (IS_BOUND | IS_PARAMETER | IS_IMPORTED)) return true;
    }
    return false;
}

static bool check_request(walk *w, const struct request *request)
{
    int uses = find_place(w, request->name->text, request->scope)->uses;
    if (uses & IS_GLOBAL && uses & IS_NONLOCAL)
        return fail(w, request->statement, "name ", request->name, " is nonlocal and global");
    if (!(uses & IS_NONLOCAL)) return true;
    if (!request->scope) {
        gd_fail(w->err, GD_SYNTAX, "nonlocal declaration not allowed at module level");
        return gd_locate(w->err, request->statement->span);
    }
    if (is_bound_around(w, request)) return true;
    return fail(w, request->statement, "no binding for nonlocal ", request->name, " found");
}

/* -- The walk ------------------------------------------------------------------------------- */

static bool visit(walk *w, const gd_tree *tree);

static bool visit_parts(walk *w, const gd_tree *tree, int first)
{
    for (int i = first; i < tree->n_parts; i++)
        if (tree->parts[i] && !visit(w, tree->parts[i])) return false;
    return true;
}

/* What is assigned to or deleted. */
static bool bind(walk *w, const gd_tree *target)
{
    bool several = target->kind == GD_TREE_TUPLE || target->kind == GD_TREE_LIST ||
                   target->kind == GD_TREE_STARRED;
    if (target->kind == GD_TREE_NAME) return note(w, target->text, IS_BOUND);
    if (!several) return visit(w, target);
    for (int i = 0; i < target->n_parts; i++)
        if (!bind(w, target->parts[i])) return false;
    return true;
}

static bool bind_parts(walk *w, const gd_tree *tree, int first, int step)
{
    for (int i = first; i < tree->n_parts; i += step)
        if (tree->parts[i] && !bind(w, tree->parts[i])) return false;
    return true;
}

/* Defaults belong to the scope around, names to the one within. */
static bool visit_function(walk *w, const gd_tree *tree, int first)
{
    if (!visit_parts(w, tree, first) || !enter_scope(w, SCOPE_FUNCTION)) return false;
    for (int i = first; i < tree->n_parts; i++) {
        const char *name = tree->parts[i]->text + strspn(tree->parts[i]->text, "*/");
        if (*name && !note(w, name, IS_PARAMETER)) return false;
    }
    return visit(w, tree->parts[0]) && leave_scope(w);
}

static bool visit_def(walk *w, const gd_tree *tree)
{
    if (!note(w, tree->text, IS_BOUND)) return false;
    return (!tree->parts[2] || visit(w, tree->parts[2])) && visit_function(w, tree, 3);
}

static bool visit_class(walk *w, const gd_tree *tree)
{
    if (!note(w, tree->text, IS_BOUND) || !visit_parts(w, tree, 2)) return false;
    return enter_scope(w, SCOPE_CLASS) && visit(w, tree->parts[0]) && leave_scope(w);
}

static bool visit_clause(walk *w, const gd_tree *tree)
{
    return bind(w, tree->parts[0]) && visit_parts(w, tree, 2);
}

/* The first iterable belongs to the scope around. */
static bool visit_comprehension(walk *w, const gd_tree *tree)
{
    if (!visit(w, tree->parts[1]->parts[1]) || !enter_scope(w, SCOPE_COMPREHENSION)) return false;
    for (int i = 1; i < tree->n_parts; i++) {
        if (i > 1 && !visit(w, tree->parts[i]->parts[1])) return false;
        if (!visit_clause(w, tree->parts[i])) return false;
    }
    return visit(w, tree->parts[0]) && leave_scope(w);
}

/* := in a comprehension binds in the scope around it. */
static bool visit_named(walk *w, const gd_tree *tree)
{
    int64_t inner = w->scope;
    while (w->scopes[w->scope].kind == SCOPE_COMPREHENSION) leave_scope(w);
    bool done = bind(w, tree->parts[0]);
    w->scope = inner;
    return done && visit(w, tree->parts[1]);
}

static bool visit_import(walk *w, const gd_tree *tree)
{
    if (tree->kind == GD_TREE_IMPORT) return note(w, tree->parts[0]->text, IS_IMPORTED);
    for (int i = 0; i < tree->n_parts; i++)
        if (!note(w, tree->parts[i]->text, IS_IMPORTED)) return false;
    return true;
}

static bool visit_handler(walk *w, const gd_tree *tree)
{
    if (tree->parts[0] && !visit(w, tree->parts[0])) return false;
    return (!tree->length || note(w, tree->text, IS_BOUND)) && visit(w, tree->parts[1]);
}

static bool visit_with(walk *w, const gd_tree *tree)
{
    for (int i = 1; i < tree->n_parts; i += 2)
        if (!visit(w, tree->parts[i])) return false;
    return bind_parts(w, tree, 2, 2) && visit(w, tree->parts[0]);
}

static bool visit_node(walk *w, const gd_tree *tree)
{
    switch (tree->kind) {
    case GD_TREE_NAME: return note(w, tree->text, IS_USED);
    case GD_TREE_NAMED: return visit_named(w, tree);
    case GD_TREE_LAMBDA: return visit_function(w, tree, 1);
    case GD_TREE_COMPREHENSION: return visit_comprehension(w, tree);
    case GD_TREE_ASSIGN: return visit(w, tree->parts[0]) && bind_parts(w, tree, 1, 1);
    case GD_TREE_AUGMENTED: return bind(w, tree->parts[0]) && visit(w, tree->parts[1]);
    case GD_TREE_DELETE: return bind_parts(w, tree, 0, 1);
    case GD_TREE_FOR: return bind(w, tree->parts[0]) && visit_parts(w, tree, 1);
    case GD_TREE_DEF: return visit_def(w, tree);
    case GD_TREE_CLASS: return visit_class(w, tree);
    case GD_TREE_IMPORT:
    case GD_TREE_FROM_IMPORT: return visit_import(w, tree);
    case GD_TREE_HANDLER: return visit_handler(w, tree);
    case GD_TREE_WITH: return visit_with(w, tree);
    case GD_TREE_GLOBAL: return declare(w, tree, IS_GLOBAL);
    case GD_TREE_NONLOCAL: return declare(w, tree, IS_NONLOCAL);
    default: return visit_parts(w, tree, 0);
    }
}

/* Chains of left operands are as long as the program: the order among operands does not matter. */
static bool visit(walk *w, const gd_tree *tree)
{
    for (; tree->kind == GD_TREE_BINARY; tree = tree->parts[0])
        if (!visit(w, tree->parts[1])) return false;
    return visit_node(w, tree);
}

bool symbols_check(gd_memory *memory, const gd_tree *program, gd_error *err)
{
    walk w = {.memory = memory, .err = err, .key = hash_key_random()};
    bool right = rehash(&w) && enter_scope(&w, SCOPE_MODULE) && visit(&w, program);
    for (size_t i = 0; right && i < w.n_requests; i++) right = check_request(&w, &w.requests[i]);
    memory_free(w.symbols);
    memory_free(w.scopes);
    memory_free(w.requests);
    return right;
}

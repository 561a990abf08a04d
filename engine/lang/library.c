/* Reads the texts of the folder library/, which library_text.S puts into the program.
 *
 * When the library is made, only the names of what they define are read, with their roles, which
 * their first lines tell. A definition is parsed when it is first found, once for all threads; that
 * is the only thing about a library that changes. So a program costs what it uses, and an engine is
 * there at once. Making the list of entries parses all. */
#include "engine/lang/library.h"

#include "engine/lang/parser.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define MODULE(label, path, name, files)                                                           \
    extern const char library_##label[], library_##label##_end[];
#include "engine/lang/modules.def"
#undef MODULE

static const struct {
    gd_module module;
    const char *text, *end;
} texts[] = {
#define MODULE(label, path, name, files) {{path, name}, library_##label, library_##label##_end},
#include "engine/lang/modules.def"
#undef MODULE
};
enum { N_TEXTS = sizeof texts / sizeof *texts };

struct gd_library {
    gd_arena arena;
    gd_limits limits; /* of its own text */
    gd_surface *surfaces;
    int n_surfaces, n_entries;
    pthread_mutex_t lock; /* of what is parsed late: the arena, unread surfaces, the entries */
    gd_entry *entries;    /* NULL: not asked for yet */
};

/* -- Names ---------------------------------------------------------------------------------- */

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Whether a line begins a definition or its decorators: all else is indented, empty or a comment,
 * or closes brackets. */
static bool begins(const char *line, const char *end)
{
    return line < end && (*line == '@' || in_name(*line));
}

static const char *next_line(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline + 1 : end;
}

/* The first line of that kind after `at`. */
static const char *next_definition(const char *at, const char *end)
{
    while (at < end && !begins(at, end)) at = next_line(at, end);
    return at;
}

static bool starts_with(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(end - at) >= length && !memcmp(at, word, length);
}

static bool is_line(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);
    return starts_with(at, end, word) && (size_t)(end - at) > length && at[length] == '\n';
}

/* @method, @property and @function stand on lines of their own. */
static int decorated_role(const char *at, const char *end)
{
    if (is_line(at, end, "@method")) return ROLE_METHOD;
    if (is_line(at, end, "@property")) return ROLE_PROPERTY;
    return is_line(at, end, "@function") ? ROLE_FUNCTION : 0;
}

/* What a def is without a decorator that says it; `at` stands behind its name. */
static int role_of_parameters(const char *at, const char *end)
{
    static const char first[] = "(input";
    size_t length = sizeof first - 1;
    bool method = starts_with(at, end, first) && at + length < end && !in_name(at[length]);
    return ROLE_FUNCTION | (method ? ROLE_METHOD : 0);
}

static bool read_name(gd_library *library, gd_surface *surface, int role, gd_error *err)
{
    const char *at = surface->source, *end = at + surface->length;
    while (*at == '@') at = next_definition(next_line(at, end), end);
    bool def = starts_with(at, end, "def ");
    at += def ? 4 : starts_with(at, end, "class ") ? 6 : 0;
    const char *name = at;
    while (at < end && in_name(*at)) at++;
    surface->name = arena_copy(&library->arena, name, (size_t)(at - name), err);
    if (!def) surface->role = ROLE_CONSTANT;
    else surface->role = role ? role : role_of_parameters(at, end);
    return surface->name;
}

/* The definition at `at`, with its decorators; returns where the next one begins. */
static const char *read_names_at(gd_library *library, const char *module, const char *at,
                                 const char *end, gd_error *err)
{
    gd_surface *surface = &library->surfaces[library->n_surfaces++];
    const char *start = at;
    int role = 0;
    for (; at < end && *at == '@'; at = next_definition(next_line(at, end), end))
        if (decorated_role(at, end)) role = decorated_role(at, end);
    at = next_definition(next_line(at, end), end);
    surface->module = module;
    surface->source = start;
    surface->length = (size_t)(at - start);
    return read_name(library, surface, role, err) ? at : NULL;
}

/* An upper bound of the number of definitions. */
static size_t count_lines(const char *at, const char *end)
{
    size_t count = 0;
    for (at = next_definition(at, end); at < end; at = next_definition(next_line(at, end), end))
        count += *at != '@';
    return count;
}

/* -- Definitions ---------------------------------------------------------------------------- */

static bool is_call_of(const gd_tree *tree, const char *name)
{
    return tree->kind == GD_TREE_CALL && tree->n_parts == 2 && !strcmp(tree->parts[0]->text, name);
}

static bool is_name(const gd_tree *tree, const char *name)
{
    return tree->kind == GD_TREE_NAME && !strcmp(tree->text, name);
}

static void read_view(gd_surface *surface, const char *how)
{
    surface->view = true;
    surface->only_view = !strcmp(how, "only");
    surface->some_view = !strcmp(how, "some");
}

static bool read_decorator(gd_surface *surface, const gd_tree *tree, gd_error *err)
{
    if (is_call_of(tree, "grad_fn")) surface->grad_fn = tree->parts[1];
    else if (is_call_of(tree, "variadic")) surface->variadic = tree->parts[1]->text;
    else if (is_call_of(tree, "inline")) surface->inline_if = tree->parts[1];
    else if (is_name(tree, "inline")) surface->written_out = true;
    else if (is_name(tree, "view")) surface->view = true;
    else if (is_call_of(tree, "view")) read_view(surface, tree->parts[1]->text);
    else if (is_name(tree, "plain")) surface->plain = true;
    else if (is_name(tree, "fills")) surface->fills = true;
    else if (is_name(tree, "overloaded")) surface->overloaded = true;
    else if (is_name(tree, "python")) surface->python = true;
    else if (is_name(tree, "numbers")) surface->numbers = true;
    else if (!is_name(tree, "function") && !is_name(tree, "method") && !is_name(tree, "property"))
        return gd_fail(err, GD_INTERNAL, "library: %s has an unknown decorator", surface->name);
    return true;
}

/* One def, class or assignment to a name, which is the one that was found. */
static bool read_statement(gd_surface *surface, const gd_tree *tree, gd_error *err)
{
    bool assign = tree->kind == GD_TREE_ASSIGN && tree->parts[1]->kind == GD_TREE_NAME;
    bool def = tree->kind == GD_TREE_DEF;
    if (!assign && !def && tree->kind != GD_TREE_CLASS)
        return gd_fail(err, GD_INTERNAL, "library: %s is neither def nor constant", surface->name);
    surface->tree = assign ? tree->parts[0] : tree;
    if (strcmp((assign ? tree->parts[1] : tree)->text, surface->name))
        return gd_fail(err, GD_INTERNAL, "library: %s stands where another name was found",
                       surface->name);
    const gd_tree *decorators = def ? tree->parts[2] : NULL;
    for (int i = 0; decorators && i < decorators->n_parts; i++)
        if (!read_decorator(surface, decorators->parts[i], err)) return false;
    return true;
}

/* Under the lock. */
static bool read_surface(gd_library *library, gd_surface *surface, gd_error *err)
{
    const gd_tree *program =
        parse_program(&library->arena, &library->limits, surface->source, surface->length, err);
    if (!program) return false;
    if (program->n_parts != 1)
        return gd_fail(err, GD_INTERNAL, "library: %s is not one definition", surface->name);
    if (!read_statement(surface, program->parts[0], err)) return false;
    atomic_store_explicit(&surface->ready, true, memory_order_release);
    return true;
}

/* The library as what is parsed late sees it: callers cannot tell that it changes. */
static gd_library *lock(const gd_library *library)
{
    gd_library *own = (gd_library *)(uintptr_t)library;
    pthread_mutex_lock(&own->lock);
    return own;
}

static void unlock(gd_library *library)
{
    pthread_mutex_unlock(&library->lock);
}

bool library_read(const gd_library *library, const gd_surface *surface, gd_error *err)
{
    if (atomic_load_explicit(&surface->ready, memory_order_acquire)) return true;
    gd_library *own = lock(library);
    gd_surface *unread = &own->surfaces[surface->index];
    bool done = atomic_load_explicit(&unread->ready, memory_order_relaxed) ||
                read_surface(own, unread, err);
    unlock(own);
    return done;
}

/* -- Entries -------------------------------------------------------------------------------- */

static int entry_by_name(const void *a, const void *b)
{
    return strcmp(((const gd_entry *)a)->name, ((const gd_entry *)b)->name);
}

static void print_parameter(const gd_surface *surface, const gd_tree *parameter, gd_buffer *text)
{
    bool variadic = surface->variadic && !strcmp(surface->variadic, parameter->text);
    buffer_print(text, "%s%s", variadic ? "*" : "", parameter->text);
    if (!parameter->n_parts || !parameter->parts[0]) return;
    buffer_add_text(text, "=");
    tree_print(parameter->parts[0], text);
}

/* What stands before names of a module in the catalogue: "linalg.", "math.". */
static void print_prefix(const gd_surface *surface, gd_buffer *text)
{
    const char *path = surface->module;
    if (!strcmp(path, "torch")) return;
    buffer_print(text, "%s.", strncmp(path, "torch.", 6) ? path : path + 6);
}

/* "mean(input, dim=None, *, dtype=None)", "Tensor.view(*shape)", "Tensor.T", "math.sqrt(x)". */
static void print_signature(const gd_surface *surface, gd_buffer *text)
{
    bool member = !(surface->role & ROLE_FUNCTION);
    int first = member ? 4 : 3;
    if (member) buffer_add_text(text, "Tensor.");
    else print_prefix(surface, text);
    buffer_add_text(text, surface->name);
    if (surface->role == ROLE_PROPERTY) return;
    buffer_add_text(text, "(");
    for (int i = first; i < surface->tree->n_parts; i++) {
        if (i > first) buffer_add_text(text, ", ");
        print_parameter(surface, surface->tree->parts[i], text);
    }
    buffer_add_text(text, ")");
}

static const char *keep_text(gd_library *library, gd_buffer *text, gd_error *err)
{
    const char *copy = NULL;
    if (text->error.code) gd_fail(err, text->error.code, "%s", text->error.message);
    else copy = arena_copy(&library->arena, text->data, text->length, err);
    buffer_close(text);
    return copy;
}

static const char *entry_name(gd_library *library, const gd_surface *surface, gd_error *err)
{
    gd_buffer text;
    if (!strcmp(surface->module, "torch")) return surface->name;
    buffer_init(&text, library->arena.memory, SIZE_MAX / 2);
    print_prefix(surface, &text);
    buffer_add_text(&text, surface->name);
    return keep_text(library, &text, err);
}

/* A def without a docstring is for the interpreter. */
static bool add_surface_entry(gd_library *library, gd_surface *surface, gd_error *err)
{
    gd_buffer text;
    if (surface->name[0] == '_' || surface->role == ROLE_CONSTANT) return true;
    if (!surface->ready && !read_surface(library, surface, err)) return false;
    const gd_tree *docstring = surface->tree->parts[1];
    if (!docstring) return true;
    gd_entry *entry = &library->entries[library->n_entries++];
    buffer_init(&text, library->arena.memory, SIZE_MAX / 2);
    print_signature(surface, &text);
    entry->name = entry_name(library, surface, err);
    entry->op = GD_OP_CALL;
    entry->text = docstring->text;
    entry->signature = keep_text(library, &text, err);
    return entry->name && entry->signature;
}

/* A pointwise row that no def stands before. */
static bool add_row_entry(gd_library *library, gd_op op, gd_error *err)
{
    static const char *const parameters[] = {
        [GD_CLASS_UNARY] = "input",
        [GD_CLASS_BINARY] = "input, other",
        [GD_CLASS_COMPARE] = "input, other",
        [GD_CLASS_SELECT] = "condition, input, other",
    };
    gd_buffer text;
    const gd_op_row *row = op_row(op);
    if (!op_is_pointwise(op) || library_find(library, "torch", row->name, ROLE_FUNCTION))
        return true;
    gd_entry *entry = &library->entries[library->n_entries++];
    buffer_init(&text, library->arena.memory, SIZE_MAX / 2);
    buffer_print(&text, "%s(%s)", row->name, parameters[row->class]);
    *entry = (gd_entry){row->name, keep_text(library, &text, err), row->text, op};
    return entry->signature;
}

/* Under the lock. */
static bool list_entries(gd_library *library, gd_error *err)
{
    size_t most = (size_t)library->n_surfaces + GD_OP_COUNT;
    gd_entry *entries = memory_alloc_array(library->arena.memory, most, sizeof *entries, err);
    bool listed = entries;
    library->entries = entries;
    library->n_entries = 0;
    for (int i = 0; listed && i < library->n_surfaces; i++)
        listed = add_surface_entry(library, &library->surfaces[i], err);
    for (int op = 0; listed && op < GD_OP_COUNT; op++)
        listed = add_row_entry(library, (gd_op)op, err);
    if (listed) qsort(entries, (size_t)library->n_entries, sizeof *entries, entry_by_name);
    else memory_free(entries), library->entries = NULL;
    return listed;
}

const gd_entry *library_entries(const gd_library *library, int *count, gd_error *err)
{
    gd_library *own = lock(library);
    *count = own->entries || list_entries(own, err) ? own->n_entries : 0;
    const gd_entry *entries = own->entries;
    unlock(own);
    return entries;
}

/* -- Library -------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const gd_surface *)a)->name, ((const gd_surface *)b)->name);
}

/* A name means one thing in each role; surfaces are sorted by name. */
static bool check_names(const gd_library *library, gd_error *err)
{
    const gd_surface *all = library->surfaces;
    for (int i = 0; i < library->n_surfaces; i++)
        for (int j = i + 1; j < library->n_surfaces && !strcmp(all[i].name, all[j].name); j++)
            if (all[i].role & all[j].role && !strcmp(all[i].module, all[j].module))
                return gd_fail(err, GD_INTERNAL, "library: %s.%s is defined twice", all[j].module,
                               all[j].name);
    return true;
}

static bool read_names(gd_library *library, gd_error *err)
{
    size_t count = 0;
    for (int i = 0; i < N_TEXTS; i++) count += count_lines(texts[i].text, texts[i].end);
    library->surfaces = arena_alloc_array(&library->arena, count, sizeof *library->surfaces, err);
    if (!library->surfaces) return false;
    for (int i = 0; i < N_TEXTS; i++) {
        const char *at = next_definition(texts[i].text, texts[i].end);
        while (at && at < texts[i].end)
            at = read_names_at(library, texts[i].module.path, at, texts[i].end, err);
        if (!at) return false;
    }
    qsort(library->surfaces, (size_t)library->n_surfaces, sizeof *library->surfaces, by_name);
    for (int i = 0; i < library->n_surfaces; i++) library->surfaces[i].index = i;
    return check_names(library, err);
}

gd_library *library_new(gd_memory *memory, const gd_limits *limits, gd_error *err)
{
    gd_library *library = memory_alloc(memory, sizeof *library, err);
    (void)limits; /* those of programs; this text is ours */
    if (!library) return NULL;
    gd_limits_init(&library->limits);
    arena_init(&library->arena, memory);
    pthread_mutex_init(&library->lock, NULL);
    if (read_names(library, err)) return library;
    library_free(library);
    return NULL;
}

void library_free(gd_library *library)
{
    if (!library) return;
    memory_free(library->entries);
    arena_close(&library->arena);
    pthread_mutex_destroy(&library->lock);
    memory_free(library);
}

int library_count(const gd_library *library)
{
    return library->n_surfaces;
}

const gd_surface *library_at(const gd_library *library, int i)
{
    return &library->surfaces[i];
}

const gd_surface *library_find(const gd_library *library, const char *module, const char *name,
                               int roles)
{
    const gd_surface key = {.name = name}, *end = library->surfaces + library->n_surfaces;
    const gd_surface *found = bsearch(&key, library->surfaces, (size_t)library->n_surfaces,
                                      sizeof *library->surfaces, by_name);
    while (found && found > library->surfaces && !strcmp(found[-1].name, name)) found--;
    for (; found && found < end && !strcmp(found->name, name); found++)
        if (found->role & roles && !strcmp(found->module, module)) return found;
    return NULL;
}

const gd_module *library_module(int i)
{
    return i < N_TEXTS ? &texts[i].module : NULL;
}

/* Reads the texts of the folder library/, which library_text.S puts into the program, once. */
#include "engine/lang/library.h"

#include "engine/lang/parser.h"

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
    gd_entry *entries;
    int n_surfaces, n_entries;
};

static const gd_tree *parse(gd_library *library, int i, gd_error *err)
{
    size_t length = (size_t)(texts[i].end - texts[i].text);
    return parse_program(&library->arena, &library->limits, texts[i].text, length, err);
}

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
    else if (is_name(tree, "function")) surface->role = ROLE_FUNCTION;
    else if (is_name(tree, "plain")) surface->plain = true;
    else if (is_name(tree, "fills")) surface->fills = true;
    else if (is_name(tree, "method")) surface->role = ROLE_METHOD;
    else if (is_name(tree, "property")) surface->role = ROLE_PROPERTY;
    else {
        gd_fail(err, GD_INTERNAL, "library: %s has an unknown decorator", surface->name);
        return gd_locate(err, tree->span);
    }
    return true;
}

static bool read_def(gd_surface *surface, const gd_tree *tree, gd_error *err)
{
    const gd_tree *decorators = tree->parts[2];
    surface->name = tree->text;
    surface->tree = tree;
    for (int i = 0; decorators && i < decorators->n_parts; i++)
        if (!read_decorator(surface, decorators->parts[i], err)) return false;
    if (surface->role) return true;
    bool method = tree->n_parts > 3 && !strcmp(tree->parts[3]->text, "input");
    surface->role = ROLE_FUNCTION | (method ? ROLE_METHOD : 0);
    return true;
}

/* Files consist of defs, classes and assignments to one name. */
static bool read_statement(gd_surface *surface, const gd_tree *tree, gd_error *err)
{
    if (tree->kind == GD_TREE_DEF) return read_def(surface, tree, err);
    if (tree->kind == GD_TREE_CLASS) {
        surface->name = tree->text;
        surface->tree = tree;
        surface->role = ROLE_CONSTANT;
        return true;
    }
    if (tree->kind != GD_TREE_ASSIGN || tree->parts[1]->kind != GD_TREE_NAME) {
        gd_fail(err, GD_INTERNAL, "library: neither def nor constant");
        return gd_locate(err, tree->span);
    }
    surface->name = tree->parts[1]->text;
    surface->tree = tree->parts[0];
    surface->role = ROLE_CONSTANT;
    return true;
}

static bool read_module(gd_library *library, const char *module, const gd_tree *program,
                        gd_error *err)
{
    for (int i = 0; i < program->n_parts; i++) {
        gd_surface *surface = &library->surfaces[library->n_surfaces++];
        surface->module = module;
        if (!read_statement(surface, program->parts[i], err)) return false;
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const gd_surface *)a)->name, ((const gd_surface *)b)->name);
}

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
static bool add_surface_entry(gd_library *library, const gd_surface *surface, gd_error *err)
{
    gd_buffer text;
    if (surface->name[0] == '_' || surface->role == ROLE_CONSTANT) return true;
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

static bool list_entries(gd_library *library, gd_error *err)
{
    for (int i = 0; i < library->n_surfaces; i++)
        if (!add_surface_entry(library, &library->surfaces[i], err)) return false;
    for (int op = 0; op < GD_OP_COUNT; op++)
        if (!add_row_entry(library, (gd_op)op, err)) return false;
    qsort(library->entries, (size_t)library->n_entries, sizeof *library->entries, entry_by_name);
    return true;
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

static bool read_all(gd_library *library, gd_error *err)
{
    const gd_tree *programs[N_TEXTS];
    size_t count = 0;
    for (int i = 0; i < N_TEXTS; i++) {
        programs[i] = parse(library, i, err);
        if (!programs[i]) return false;
        count += (size_t)programs[i]->n_parts;
    }
    library->surfaces = arena_alloc_array(&library->arena, count, sizeof *library->surfaces, err);
    library->entries =
        arena_alloc_array(&library->arena, count + GD_OP_COUNT, sizeof *library->entries, err);
    if (!library->surfaces || !library->entries) return false;
    for (int i = 0; i < N_TEXTS; i++)
        if (!read_module(library, texts[i].module.path, programs[i], err)) return false;
    qsort(library->surfaces, count, sizeof *library->surfaces, by_name);
    for (int i = 0; i < library->n_surfaces; i++) library->surfaces[i].index = i;
    if (!check_names(library, err)) return false;
    return list_entries(library, err);
}

gd_library *library_new(gd_memory *memory, const gd_limits *limits, gd_error *err)
{
    gd_library *library = memory_alloc(memory, sizeof *library, err);
    (void)limits; /* those of programs; this text is ours */
    if (!library) return NULL;
    gd_limits_init(&library->limits);
    arena_init(&library->arena, memory);
    if (read_all(library, err)) return library;
    library_free(library);
    return NULL;
}

void library_free(gd_library *library)
{
    if (library) arena_close(&library->arena);
    memory_free(library);
}

const gd_entry *library_entries(const gd_library *library, int *count)
{
    *count = library->n_entries;
    return library->entries;
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

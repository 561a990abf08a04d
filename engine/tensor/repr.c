/* The text of a tensor: a first walk over the elements shown finds how they are written and how
 * wide, a second one writes them.
 *
 * All elements have one notation and one width, that of the widest finite one: zeros, infinities
 * and NaN do not count, and stand out when they are wider. Within one sign and notation texts do
 * not get shorter as magnitudes grow (or, below 1 in scientific notation, shrink), so that the
 * least and the greatest magnitudes tell the width.
 *
 * Dimension d of the nested brackets is indented by d beyond the prefix. The last dimension is
 * broken after every `per_line` items, the others after every item, with an empty line more for
 * each dimension within. */
#include "engine/tensor/repr.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char prefix[] = "tensor(";
enum { PREFIX = sizeof prefix - 1 };

/* The magnitudes of the finite elements of one sign that are not zero; none: most is 0. */
typedef struct range {
    double least, most;
} range;

typedef struct printer {
    gd_buffer *out;
    const gd_tensor *tensor;
    const repr_options *options;
    int64_t strides[GD_MAX_RANK];
    bool summarised;
    range positive, negative;    /* of a float tensor */
    bool fractions;              /* one of those has a fraction */
    int64_t least_int, most_int; /* of an integer tensor */
    bool scientific;
    int width;
    int64_t per_line;
    const gd_context *context;
    int64_t seen; /* elements, in both walks */
} printer;

bool repr_apply_profile(repr_options *options, const char *name)
{
    static const struct {
        const char *name;
        repr_options options;
    } profiles[] = {
        {"default", {4, 1000, 3, 80, REPR_AUTO}},
        {"short", {2, 1000, 2, 80, REPR_AUTO}},
        {"full", {4, INFINITY, 3, 80, REPR_AUTO}},
    };
    repr_notation mode = options->mode;
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        if (strcmp(name, profiles[i].name)) continue;
        *options = profiles[i].options;
        options->mode = mode;
        return true;
    }
    return false;
}

static bool is_summarised(const gd_tensor *tensor, const repr_options *options)
{
    return (double)tensor->count > options->threshold;
}

/* The number of items shown before the gap, and as many after it; `size` if there is no gap. */
static int64_t items_before_gap(bool summarised, const repr_options *options, int64_t size)
{
    return summarised && options->edgeitems < (size + 1) / 2 ? options->edgeitems : size;
}

int64_t repr_count(const gd_tensor *tensor, const repr_options *options)
{
    bool summarised = is_summarised(tensor, options);
    int64_t count = 1;
    for (int d = 0; d < tensor->type.shape.rank; d++) {
        int64_t size = tensor->type.shape.dims[d];
        int64_t edge = items_before_gap(summarised, options, size);
        count *= edge < size ? 2 * edge : size;
    }
    return count;
}

static void note_float(printer *p, double value)
{
    if (!isfinite(value) || value == 0) return;
    range *r = value < 0 ? &p->negative : &p->positive;
    r->least = fmin(r->least, fabs(value));
    r->most = fmax(r->most, fabs(value));
    if (value != ceil(value)) p->fractions = true;
}

static void note_int(printer *p, int64_t value)
{
    if (value < p->least_int) p->least_int = value;
    if (value > p->most_int) p->most_int = value;
}

static bool is_float(const printer *p)
{
    return gd_dtype_kind(p->tensor->type.dtype) == GD_KIND_FLOAT;
}

/* Counts an element. */
static void pass(printer *p)
{
    enum { BETWEEN_CHECKS = 4096 };
    if (++p->seen % BETWEEN_CHECKS == 0 && p->context) context_check(p->context, &p->out->error);
}

/* Notes the elements shown from dimension `d` on. */
static void note(printer *p, int d, int64_t offset)
{
    if (d == p->tensor->type.shape.rank) {
        pass(p);
        if (is_float(p)) note_float(p, gd_tensor_get(p->tensor, offset));
        else note_int(p, gd_tensor_get_int(p->tensor, offset));
        return;
    }
    int64_t size = p->tensor->type.shape.dims[d],
            edge = items_before_gap(p->summarised, p->options, size);
    for (int64_t i = 0; i < size && !p->out->error.code; i++) {
        if (i == edge) i = size - edge - 1;
        else note(p, d + 1, offset + i * p->strides[d]);
    }
}

/* A magnitude of 0 stands for no element. */
static void widen(printer *p, double value)
{
    int precision = (int)p->options->precision, width;
    if (value == 0) return;
    if (p->scientific) width = snprintf(NULL, 0, "%.*e", precision, value);
    else if (p->fractions) width = snprintf(NULL, 0, "%.*f", precision, value);
    else width = snprintf(NULL, 0, "%.0f.", value);
    if (width > p->width) p->width = width;
}

static void choose_float_format(printer *p)
{
    double least = fmin(p->positive.least, p->negative.least);
    double most = fmax(p->positive.most, p->negative.most);
    if (most == 0) return;
    p->scientific = p->options->mode == REPR_SCIENTIFIC;
    if (p->options->mode == REPR_AUTO)
        p->scientific = most / least > 1000 || most > 1e8 || least < 1e-4;
    if ((p->scientific || p->fractions) && !buffer_reserve(p->out, (size_t)p->options->precision))
        return;
    widen(p, p->positive.most);
    widen(p, -p->negative.most);
    if (!p->scientific) return;
    if (p->positive.most > 0) widen(p, p->positive.least);
    if (p->negative.most > 0) widen(p, -p->negative.least);
}

static int int_width(const printer *p, int64_t value)
{
    if (p->tensor->type.dtype == GD_BOOL) return value ? 4 : 5;
    return snprintf(NULL, 0, "%" PRId64, value);
}

static void choose_int_format(printer *p)
{
    int least = int_width(p, p->least_int), most = int_width(p, p->most_int);
    p->width = least > most ? least : most;
}

/* Looks at the elements and decides how they are written. */
static void choose_format(printer *p)
{
    p->width = 1;
    p->positive = p->negative = (range){INFINITY, 0};
    p->least_int = INT64_MAX;
    p->most_int = INT64_MIN;
    note(p, 0, 0);
    if (is_float(p)) choose_float_format(p);
    else choose_int_format(p);
    int64_t indent = PREFIX + p->tensor->type.shape.rank - 1, line = p->options->linewidth;
    p->per_line = line > indent ? (line - indent) / (p->width + 2) : 1;
    if (p->per_line < 1) p->per_line = 1;
}

static void write_float(const printer *p, double value)
{
    int width = p->width, precision = (int)p->options->precision;
    if (!isfinite(value)) buffer_print(p->out, "%*.0f", width, isnan(value) ? fabs(value) : value);
    else if (p->scientific) buffer_print(p->out, "%*.*e", width, precision, value);
    else if (p->fractions) buffer_print(p->out, "%*.*f", width, precision, value);
    else buffer_print(p->out, "%*.0f.", width - 1, value);
}

static void write_element(const printer *p, int64_t offset)
{
    if (is_float(p)) {
        write_float(p, gd_tensor_get(p->tensor, offset));
        return;
    }
    int64_t value = gd_tensor_get_int(p->tensor, offset);
    if (p->tensor->type.dtype == GD_BOOL)
        buffer_print(p->out, "%*s", p->width, value ? "True" : "False");
    else buffer_print(p->out, "%*" PRId64, p->width, value);
}

/* What stands before item `i`, as counted on the page, of dimension `d`. */
static void write_separator(const printer *p, int d, int64_t i)
{
    int inner = p->tensor->type.shape.rank - 1 - d;
    int breaks = inner ? inner : i % p->per_line == 0;
    if (i == 0) return;
    buffer_add_text(p->out, ",");
    for (int k = 0; k < breaks; k++) buffer_add_text(p->out, "\n");
    buffer_print(p->out, "%*s", breaks ? PREFIX + d + 1 : 1, "");
}

static void write_items(printer *p, int d, int64_t offset)
{
    if (d == p->tensor->type.shape.rank) {
        pass(p);
        write_element(p, offset);
        return;
    }
    int64_t size = p->tensor->type.shape.dims[d],
            edge = items_before_gap(p->summarised, p->options, size), column = 0;
    bool last = d == p->tensor->type.shape.rank - 1;
    buffer_add_text(p->out, "[");
    for (int64_t i = 0; i < size && !p->out->error.code; i++) {
        write_separator(p, d, column++);
        if (i == edge) {
            buffer_add_text(p->out, last && edge ? " ..." : "...");
            i = size - edge - 1;
        } else write_items(p, d + 1, offset + i * p->strides[d]);
    }
    buffer_add_text(p->out, "]");
}

/* An element takes three characters at least, with its separator. */
static void write_elements(printer *p)
{
    if (!buffer_reserve(p->out, 3 * (size_t)repr_count(p->tensor, p->options))) return;
    choose_format(p);
    if (!p->out->error.code) write_items(p, 0, 0);
}

/* Puts `text` on the line if it fits, or on a new one; *used counts the line's characters. PyTorch
 * counts two too many on lines that it has not begun for a suffix. */
static void write_suffix(const printer *p, size_t *used, const char *text)
{
    size_t size = strlen(text);
    if ((int64_t)(*used + size + 2) > p->options->linewidth) {
        buffer_print(p->out, ",\n%*s%s", PREFIX, "", text);
        *used = PREFIX + size;
    } else {
        buffer_print(p->out, ", %s", text);
        *used += size + 2;
    }
}

/* Characters since the last line break, or since `start`, and PyTorch's two more. */
static size_t line_used(const gd_buffer *out, size_t start)
{
    size_t at = out->length;
    while (at > start && out->data[at - 1] != '\n') at--;
    return out->length - at + 2;
}

/* The size is told when the brackets do not; without elements nothing hints at any dtype. */
static void write_own_suffixes(const printer *p, size_t *used, gd_dtype usual)
{
    const gd_type *type = &p->tensor->type;
    bool empty = p->tensor->count == 0;
    char shape[SHAPE_TEXT], text[SHAPE_TEXT + 8];
    if (empty ? type->shape.rank != 1 : !p->options->edgeitems) {
        snprintf(text, sizeof text, "size=%s", shape_print(&type->shape, shape));
        write_suffix(p, used, text);
    }
    if (type->dtype == usual) return;
    if (!empty && (type->dtype == GD_INT64 || type->dtype == GD_BOOL)) return;
    snprintf(text, sizeof text, "dtype=torch.%s", gd_dtype_name(type->dtype));
    write_suffix(p, used, text);
}

void repr_tensor(gd_buffer *out, const gd_tensor *tensor, const repr_options *options,
                 gd_dtype usual, const char *const *suffixes, int count, const gd_context *context)
{
    printer p = {.out = out, .tensor = tensor, .options = options, .context = context};
    size_t start = out->length;
    p.summarised = is_summarised(tensor, options);
    shape_strides(&tensor->type.shape, p.strides);
    buffer_add_text(out, prefix);
    if (tensor->count) write_elements(&p);
    else buffer_add_text(out, "[]");
    if (out->error.code) return;
    size_t used = line_used(out, start);
    write_own_suffixes(&p, &used, usual);
    for (int i = 0; i < count; i++) write_suffix(&p, &used, suffixes[i]);
    buffer_add_text(out, ")");
}

/* The keys of a request to /v1/run → cells; what came of a cell → JSON. */
#include "server/quote.h"
#include "server/wire.h"

static bool read_source(wire_request *request, const wire_path *path, const json_t *json,
                        wire_cell *cell)
{
    wire_reader *reader = &request->reader;
    if (!json) return wire_fail(reader, path->up, GD_MISSING_KEY, "\"source\" is missing");
    if (!json_is_string(json))
        return wire_fail(reader, path, GD_BAD_VALUE, "text is needed, not %s",
                         wire_type_name(json));
    cell->source = json_string_value(json);
    cell->length = json_string_length(json);
    int64_t most = reader->limits->program_bytes;
    return cell->length <= (size_t)most ||
           wire_fail(reader, path, GD_PROGRAM_TOO_LARGE, "the text has more than %lld bytes",
                     (long long)most);
}

static bool read_cell(wire_request *request, const wire_path *path, const json_t *json,
                      wire_cell *cell)
{
    static const wire_key cell_keys[] = {{"id", NULL}, {"source", NULL}};
    json_t *members[2];
    if (!wire_members(&request->reader, path, json, cell_keys, 2, members)) return false;
    cell->id = members[0];
    return (!cell->id || wire_read_id(request, &(wire_path){path, "id", 0}, cell->id)) &&
           read_source(request, &(wire_path){path, "source", 0}, members[1], cell);
}

static bool read_cells(wire_request *request, const wire_path *path, const json_t *json)
{
    wire_reader *reader = &request->reader;
    size_t n = json_array_size(json);
    int64_t most = reader->limits->cells;
    if (!json_is_array(json))
        return wire_fail(reader, path, GD_BAD_VALUE, "an array of cells is needed, not %s",
                         wire_type_name(json));
    if (n > (size_t)most)
        return wire_fail(reader, path, GD_BAD_VALUE, "%zu cells are more than %lld", n,
                         (long long)most);
    request->cells = arena_alloc_array(&reader->arena, n + 1, sizeof *request->cells, &reader->err);
    if (!request->cells) return false;
    for (size_t i = 0; i < n; i++) {
        wire_path place = {path, NULL, i};
        if (!read_cell(request, &place, json_array_get(json, i), &request->cells[i])) return false;
    }
    request->n_cells = (int)n;
    return true;
}

static bool read_graph(wire_request *request, const wire_path *path, const json_t *json)
{
    request->question.graph = json_is_true(json) ? GD_GRAPH_VALUE : GD_GRAPH_NONE;
    return json_is_boolean(json) ||
           wire_fail(&request->reader, path, GD_BAD_VALUE, "true or false is needed, not %s",
                     wire_type_name(json));
}

/* clang-format off */
static const wire_key keys[] = {
    {"id",          wire_read_id},          /* a string or integer that the answer repeats */
    {"dtype",       wire_read_dtype},       /* torch's default: float32 or float64 */
    {"seed",        wire_read_seed},        /* as if torch.manual_seed came first; 0 if not given */
    {"conventions", wire_read_conventions}, /* at kinks: exact or torch */
    {"encoding",    wire_read_encoding},    /* of tensors in the answer: nested, flat or base64 */
    {"timeout_ms",  wire_read_timeout},     /* time for all cells, at most that of the limits */
    {"graph",       read_graph},            /* true: also the graph of each cell's value */
    {"cells",       read_cells},            /* {id, source}: texts, run in this order */
};
/* clang-format on */

bool wire_read_cells(wire_request *request, const char *text, size_t length)
{
    request->question.dtype = GD_FLOAT32;
    if (!wire_read_keys(request, text, length, keys, sizeof keys / sizeof *keys)) return false;
    if (request->cells) return true;
    wire_fail(&request->reader, NULL, GD_MISSING_KEY, "\"cells\" is missing");
    return gd_hint(&request->reader.err,
                   "the smallest request is {\"cells\": [{\"source\": \"1 + 1\"}]}");
}

void wire_write_cell_id(gd_buffer *out, const wire_request *request, int i)
{
    const json_t *id = request->cells[i].id;
    if (id) wire_write_id(out, id);
    else buffer_print(out, "%d", i);
}

/* The members of a span; those of an unknown one are null. */
static void add_span(gd_buffer *out, gd_span span)
{
    if (span.line > 0)
        buffer_print(out, "\"line\":%d,\"column\":%d,\"end_line\":%d,\"end_column\":%d",
                     (int)span.line, (int)span.column, (int)span.end_line, (int)span.end_column);
    else
        buffer_add_text(out, "\"line\":null,\"column\":null,\"end_line\":null,\"end_column\":null");
}

static void add_error(gd_buffer *out, const gd_outcome *outcome)
{
    if (!outcome->error_type) {
        buffer_add_text(out, "null");
        return;
    }
    buffer_add_text(out, "{\"type\":");
    quote_text(out, outcome->error_type);
    buffer_add_text(out, ",\"message\":");
    quote_bytes(out, outcome->error_message, outcome->error_message_length);
    buffer_add_text(out, ",");
    add_span(out, outcome->error_span);
    buffer_add_text(out, ",\"hint\":");
    if (outcome->error_hint) quote_text(out, outcome->error_hint);
    else buffer_add_text(out, "null");
    buffer_add_text(out, ",\"traceback\":[");
    for (int i = 0; i < outcome->n_traceback; i++) {
        buffer_add_text(out, i ? ",{" : "{");
        add_span(out, outcome->traceback[i]);
        buffer_add_text(out, "}");
    }
    buffer_add_text(out, "]}");
}

static void add_value(gd_buffer *out, const wire_request *request, const gd_value *value,
                      const gd_outcome *outcome)
{
    if (value)
        wire_write_value(out, request->reader.context, value, outcome->tensors, request->encoding);
    else buffer_add_text(out, "null");
}

void wire_write_cell(gd_buffer *out, const wire_request *request, int i, const gd_buffer *printed,
                     const gd_outcome *outcome, const gd_value *graph, int64_t elapsed_us)
{
    buffer_add_text(out, "\"id\":");
    wire_write_cell_id(out, request, i);
    buffer_add_text(out, ",\"stdout\":");
    quote_bytes(out, printed->length ? printed->data : "", printed->length);
    buffer_add_text(out, ",\"result\":");
    if (outcome->result) quote_bytes(out, outcome->result, outcome->result_length);
    else buffer_add_text(out, "null");
    buffer_add_text(out, ",\"value\":");
    add_value(out, request, outcome->value, outcome);
    if (request->question.graph) {
        buffer_add_text(out, ",\"graph\":");
        add_value(out, request, graph, outcome);
    }
    buffer_add_text(out, ",\"error\":");
    add_error(out, outcome);
    buffer_print(out, ",\"elapsed_us\":%lld", (long long)elapsed_us);
}

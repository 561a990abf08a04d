/* The wire: requests as JSON in, questions for the engine; answers of the engine, JSON out. Only
 * the wire*.c files include this header, and only through it do they know jansson.
 *
 *   wire_json     bytes → JSON values; malformed text → line, column, hint
 *   wire_skeleton the text that jansson reads, without the arrays of numbers
 *   wire_numbers  arrays of numbers → tensors
 *   wire_place    JSON pointers of what is wrong; members of objects against a list of known keys
 *   wire_request  the keys of a request → gd_question
 *   wire_cells    the keys of a program in cells, and what came of a cell
 *   wire_run      the endpoint that runs cells
 *   wire_batch    the endpoint that answers many questions in one
 *   wire_want     the keys that ask for derivatives and graphs
 *   wire_tensor   JSON values → tensors; wire_base64 their raw form
 *   wire_tree     JSON programs and expressions → syntax trees
 *   wire_blame    places of the engine's errors in the request
 *   wire_write    answers → bytes, without any JSON tree between
 *   wire          the endpoints that answer questions
 *
 * Whatever a request needs lives in the arena of its reader: JSON values, names, trees, the numbers
 * of the question. Nothing is freed one by one; tensors alone are counted, and the reader knows
 * them. A reader is used by one thread at a time. */
#ifndef SERVER_WIRE_H
#define SERVER_WIRE_H

#include "server/handler.h"

#include <jansson.h>

/* Where a JSON value stands, as steps back to the root; built on the stack during a walk and
 * printed only if something is wrong. The root is NULL. */
typedef struct wire_path {
    const struct wire_path *up;
    const char *key; /* member of an object; NULL: `index` of an array */
    size_t index;
} wire_path;

/* A tensor that the reader owns. */
typedef struct wire_owned {
    struct wire_owned *next;
    gd_tensor *tensor;
} wire_owned;

typedef struct wire_reader {
    gd_arena arena;
    gd_context *context;     /* borrowed; its deadline is brought forward to that of the request */
    const gd_limits *limits; /* of the context */
    unsigned work;           /* items read so far, see wire_go_on */
    gd_error err;            /* the first error */
    const char *pointer;     /* the place of err in the request; NULL: none */
    wire_owned *owned;
    bool plain;               /* nothing is set aside: the naive way, which tests compare with */
    struct wire_aside *aside; /* what was set aside; NULL: nothing */
    gd_span cut;              /* the colon behind which the text was not read; line 0: none */
} wire_reader;

/* All begin with nothing; close frees the tensors and the arena. */
void wire_reader_init(wire_reader *reader, gd_context *context);
void wire_reader_close(wire_reader *reader);

/* To be asked once for each item that is read: now and then it looks whether the call may go on.
 * False with GD_DEADLINE or GD_CANCELLED set. */
bool wire_go_on(wire_reader *reader);

/* The JSON value that `length` bytes of text (and a final 0), which stay as they are, spell, or
 * NULL with the error set and placed by line and column: GD_BAD_JSON, GD_NESTING_LIMIT,
 * GD_MEMORY_LIMIT. If an object has more members than any may have, the rest of the text is missing
 * in the value and `cut` is set: whoever finds nothing wrong with it calls wire_check_cut. It lives
 * in the reader's arena: there is no reference to give back. Integers are exact within int64 and
 * doubles beyond; -0 is a double, so that it keeps its sign. Only the string at the top's "id" may
 * have the character U+0000; elsewhere it is GD_BAD_VALUE, so a string is what its text up to the 0
 * says.
 *
 * A member whose value is a long array of numbers is a placeholder: see wire_expand. */
json_t *wire_read_json(wire_reader *reader, const char *text, size_t length);

/* False with the error set if the text was not read to its end. */
bool wire_check_cut(wire_reader *reader);

/* The value of a member of an object: the array that was sent in the place of a placeholder, else
 * `json` itself. NULL with the error set. wire_members has done so with what it gives; whoever
 * looks into an object on his own has to do it, or to know that wire_read_tensor comes next. */
json_t *wire_expand(wire_reader *reader, json_t *json);

/* Sets the error, unless there is one, at the place `path`. Returns false. */
__attribute__((format(printf, 4, 5))) bool wire_fail(wire_reader *reader, const wire_path *path,
                                                     gd_code code, const char *format, ...);

/* Gives an error that has been set by the engine the place `path`, unless it has one; returns
 * false. */
bool wire_locate(wire_reader *reader, const wire_path *path);

/* The pointer of `path`; in the reader's arena. NULL when memory is short. */
const char *wire_pointer(wire_reader *reader, const wire_path *path);

/* What a JSON value is, for messages: "a number", "an array". */
const char *wire_type_name(const json_t *json);

/* A key that an object may have. */
struct wire_request;
typedef struct wire_key {
    const char *name;
    /* At the top of a request: takes the value into the request; false with the error set. */
    bool (*read)(struct wire_request *request, const wire_path *path, const json_t *json);
} wire_key;

/* Puts the members of an object into members[0..n), in the order of the keys, NULL where there is
 * none or it is null. Errors: not an object, GD_UNKNOWN_KEY; the hint is the key that was
 * meant, or all. */
bool wire_members(wire_reader *reader, const wire_path *path, const json_t *json,
                  const wire_key *keys, int n, json_t **members);

/* The same, where the value of key number `tensor` is for wire_read_tensor alone and may be a
 * placeholder. */
bool wire_members_and_tensor(wire_reader *reader, const wire_path *path, const json_t *json,
                             const wire_key *keys, int n, int tensor, json_t **members);

/* Among `n` names the one with the least edit distance from `name`. */
const char *wire_nearest(const char *name, const char *const *names, int n);

/* Whether a text is a name of the dialect: letters, digits and underscores, not first a digit.
 * False with the error set if it is not one. */
bool wire_check_name(wire_reader *reader, const wire_path *path, const char *text);

/* A JSON string that is a name; borrowed. NULL with the error set if it is not one. */
const char *wire_read_name(wire_reader *reader, const wire_path *path, const json_t *json);

/* An integer from `least` up, which may be written 2.0. False with the error set. */
bool wire_read_integer(wire_reader *reader, const wire_path *path, const json_t *json,
                       int64_t least, int64_t *value);

/* Whether a list of names at `path` may have `n` of them; false with the error set. */
bool wire_check_count(wire_reader *reader, const wire_path *path, size_t n);

/* An array of names, none of which stands twice; *n receives their number. In the arena; NULL with
 * the error set. */
const char *const *wire_read_names(wire_reader *reader, const wire_path *path, const json_t *json,
                                   int *n);

/* The place among `n` names of the one that a JSON string spells; -1 with the error set. */
int wire_read_choice(wire_reader *reader, const wire_path *path, const json_t *json,
                     const char *const *names, int n);

/* A tensor in any of the forms of the contract, owned by the reader; `dtype` is that of numbers
 * which do not say. NULL with the error set. */
gd_tensor *wire_read_tensor(wire_reader *reader, const wire_path *path, const json_t *json,
                            gd_dtype dtype);

/* A tensor of zeros that the reader owns; NULL with the error set. */
wire_owned *wire_own_tensor(wire_reader *reader, const wire_path *path, const gd_type *type);

/* Bindings in the order of their names, for looking them up. */
typedef struct wire_index {
    const gd_binding **sorted;
    int n;
} wire_index;

/* In the arena; false with the error set. */
bool wire_index_bindings(wire_reader *reader, const gd_binding *bindings, int n, wire_index *index);

/* The binding of a name, borrowed; NULL if there is none. */
const gd_binding *wire_find_binding(const wire_index *index, const char *name);

/* An object of tensors by name; *n receives their number. The dtype of bare numbers is that of the
 * binding of the same name in `like`, else `dtype`. In the arena; NULL with the error set. */
const gd_binding *wire_read_bindings(wire_reader *reader, const wire_path *path, const json_t *json,
                                     gd_dtype dtype, const wire_index *like, int *n);

/* Reads base64 (RFC 4648, both alphabets and any mixture of them, padding optional, nothing else
 * between, unused bits of the last digit of any value) into `out`,
 * which has room for `size` bytes. Returns the number of bytes spelt, which may be beyond `size`
 * (then `out` holds the first ones), or -1 if a character is not of the alphabet. */
int64_t wire_decode_base64(unsigned char *out, size_t size, const char *text, size_t length);

/* Appends base64 of the usual alphabet with padding, without quotes; ends with an error in the
 * buffer when nobody waits for it any more. */
void wire_encode_base64(gd_buffer *buffer, const gd_context *context, const unsigned char *bytes,
                        size_t size);

/* The tree of a JSON program: of a list of statements where `kind` is GD_TREE_BLOCK, else of an
 * expression. Spans of nodes are numbers of JSON values in the order of the walk. In the arena;
 * NULL with the error set. */
const gd_tree *wire_read_tree(wire_reader *reader, const wire_path *path, const json_t *json,
                              gd_tree_kind kind);

/* The JSON pointer of the value with number `tag`, found by walking once more; NULL if there is
 * none. */
const char *wire_tree_pointer(wire_reader *reader, const wire_path *path, const json_t *json,
                              gd_tree_kind kind, int32_t tag);

typedef enum wire_encoding { WIRE_NESTED, WIRE_FLAT, WIRE_BASE64 } wire_encoding;

enum {
    WIRE_WANTS = 6,           /* one for each gd_want_kind */
    WIRE_ID_BYTES = 1024,     /* of an id that is a string */
    WIRE_READ_AT_ONCE = 65536 /* bytes of a body that take well below a millisecond to read */
};

/* A piece of a program. */
typedef struct wire_cell {
    const json_t *id; /* a string or an integer; NULL: its index stands for it */
    const char *source;
    size_t length;
} wire_cell;

/* A request to /v1/evaluate, or to /v1/run: then `cells` take the place of a program, and of the
 * question only dtype, conventions and graph mean something. */
typedef struct wire_request {
    wire_reader reader;
    gd_question question;
    uint64_t seed;
    wire_cell *cells;
    int n_cells;
    gd_want wants[WIRE_WANTS]; /* question.wants */
    wire_index inputs;         /* of question.inputs */
    wire_encoding encoding;
    const json_t *id;          /* a string, an integer or null; NULL: none */
    const json_t *program;     /* the JSON program, for places of errors; NULL: it is text */
    const char *program_key;   /* "program" or "expr" */
    gd_tree_kind program_kind; /* as for wire_read_tree */
    gd_evaluation *evaluation; /* owned */
} wire_request;

/* Fills a request, whose reader has been initialised and whose rest is 0, from its JSON text: the
 * first one to /v1/evaluate, the second one to /v1/run. False with the reader's error set. */
bool wire_read_request(wire_request *request, const char *text, size_t length);
bool wire_read_cells(wire_request *request, const char *text, size_t length);

/* What both do: takes the id, then each of the `n` known keys in their order. */
bool wire_read_keys(wire_request *request, const char *text, size_t length, const wire_key *keys,
                    int n);

/* Readers of single keys (see wire_key): each adds to the request, or its question. */
bool wire_read_id(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_dtype(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_seed(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_conventions(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_encoding(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_timeout(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_gradients(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_jacobians(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_hessians(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_jvp(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_vjp(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_hvp(wire_request *request, const wire_path *path, const json_t *json);
bool wire_read_graph(wire_request *request, const wire_path *path, const json_t *json);

/* The JSON pointer of the program's value with number `tag`; NULL if the program is text. */
const char *wire_program_pointer(wire_request *request, int32_t tag);

/* Gives the reader's error, which the engine set, a JSON pointer where it speaks of a value of the
 * request and not of a line of the program. */
void wire_place_error(wire_request *request);

/* Appends the answer to a request. Errors stay in the buffer. */
void wire_write_answer(gd_buffer *out, wire_request *request, const gd_answer *answer);

/* Appends the members of an object that tell what came of cell number `i`, without its braces;
 * `graph`: that of its value, or NULL. Errors stay in the buffer. */
void wire_write_cell(gd_buffer *out, const wire_request *request, int i, const gd_buffer *printed,
                     const gd_outcome *outcome, const gd_value *graph, int64_t elapsed_us);

/* Appends the id of cell number `i`. */
void wire_write_cell_id(gd_buffer *out, const wire_request *request, int i);

/* A request in its own arena, which is the call's state and ends with it; NULL with the call
 * failed. */
wire_request *wire_new_request(gd_call *call);

/* Appends the answer to a request that was read to the call's reply, or answers what is wrong with
 * it; takes as long as it takes. */
void wire_answer_question(gd_call *call, wire_request *request);

/* Answers the reader's error. The request is not to be used any more. */
void wire_answer_error(gd_call *call, wire_request *request);

/* Appends the id of a request. */
void wire_write_id(gd_buffer *out, const json_t *id);

/* Appends a value; `tensors` are those that it refers to by number. The error of `out` may be that
 * of the context, too. */
void wire_write_value(gd_buffer *out, const gd_context *context, const gd_value *value,
                      gd_tensor *const *tensors, wire_encoding encoding);

#endif

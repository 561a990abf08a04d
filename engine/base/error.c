#include "engine/base/error.h"

#include <stdio.h>

static const struct {
    const char *slug, *title;
    int status;
    const char *class;
} codes[] = {
    [GD_OK] = {"ok", "Success", 200, NULL},
#define CODE(name, slug, status, title, class) [GD_##name] = {slug, title, status, class},
#include "engine/base/codes.def"
#undef CODE
};

const char *gd_code_slug(gd_code code)
{
    return codes[code].slug;
}

const char *gd_code_title(gd_code code)
{
    return codes[code].title;
}

int gd_code_status(gd_code code)
{
    return codes[code].status;
}

const char *gd_code_class(gd_code code)
{
    return codes[code].class;
}

bool gd_fail(gd_error *err, gd_code code, const char *format, ...)
{
    if (!err || err->code) return false;
    err->code = code;
    va_list args;
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return false;
}

bool gd_hint(gd_error *err, const char *format, ...)
{
    if (!err || !err->code || err->hint[0]) return false;
    va_list args;
    va_start(args, format);
    vsnprintf(err->hint, sizeof err->hint, format, args);
    va_end(args);
    return false;
}

bool gd_locate(gd_error *err, gd_span span)
{
    if (err && err->code && !err->span.line && !err->span.column) err->span = span;
    return false;
}

bool gd_about(gd_error *err, gd_subject subject)
{
    if (err && err->code && !err->subject.part) err->subject = subject;
    return false;
}

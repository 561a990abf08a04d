#include "engine/lang/characters.h"

/* Sequences that are too long, surrogates and codes beyond U+10FFFF are refused (RFC 3629). */
size_t character_decode(const char *text, size_t size, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)text;
    if (!size) return 0;
    size_t length = at[0] < 0x80 ? 1 : at[0] < 0xC0 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    if (!length || length > size || at[0] > 0xF4) return 0;
    *code = length == 1 ? at[0] : at[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) return 0;
        *code = *code << 6 | (at[i] & 0x3F);
    }
    bool surrogate = *code >= 0xD800 && *code < 0xE000;
    return *code < least[length] || surrogate || *code > 0x10FFFF ? 0 : length;
}

size_t character_encode(uint32_t code, char *out)
{
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, code >>= 6) out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(lead[length] | code);
    return length;
}

/* Letters beyond ASCII, in order: what Python's str.isidentifier accepts and NFKC leaves alone in
 * the blocks of Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, Devanagari, Thai, Georgian, Kana,
 * CJK and Hangul. */
static const struct {
    uint32_t first, last;
} letters[] = {
    /* clang-format off */
    {0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x131}, {0x134, 0x13E}, {0x141, 0x148}, {0x14A, 0x17E},
    {0x180, 0x1C3}, {0x1CD, 0x1F0}, {0x1F4, 0x24F}, {0x370, 0x373}, {0x376, 0x377}, {0x37B, 0x37D},
    {0x37F, 0x37F}, {0x386, 0x386}, {0x388, 0x38A}, {0x38C, 0x38C}, {0x38E, 0x3A1}, {0x3A3, 0x3CF},
    {0x3D7, 0x3EF}, {0x3F3, 0x3F3}, {0x3F7, 0x3F8}, {0x3FA, 0x3FF}, {0x400, 0x481}, {0x48A, 0x52F},
    {0x531, 0x556}, {0x559, 0x559}, {0x560, 0x586}, {0x5D0, 0x5EA}, {0x620, 0x64A}, {0x671, 0x674},
    {0x679, 0x6D3}, {0x904, 0x939}, {0xE01, 0xE30}, {0x10A0, 0x10C5}, {0x10C7, 0x10C7},
    {0x10CD, 0x10CD}, {0x10D0, 0x10FA}, {0x10FD, 0x10FF}, {0x1E00, 0x1E99}, {0x1E9C, 0x1EFF},
    {0x3041, 0x3096}, {0x30A1, 0x30FA}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xAC00, 0xD7A3},
    /* clang-format on */
};

static bool is_foreign_letter(uint32_t code)
{
    size_t low = 0, high = sizeof letters / sizeof *letters;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code > letters[middle].last) low = middle + 1;
        else high = middle;
    }
    return low < sizeof letters / sizeof *letters && code >= letters[low].first;
}

bool character_starts_name(uint32_t code)
{
    if (code >= 0x80) return is_foreign_letter(code);
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || code == '_';
}

bool character_continues_name(uint32_t code)
{
    return (code >= '0' && code <= '9') || character_starts_name(code);
}

static const struct {
    uint32_t code;
    const char *instead;
} mends[] = {
    /* clang-format off */
    {'!',    "not"},        {'?',    "a if condition else b"},
    {'$',    "the formula without $"},          {'`',    "' around text"},
    {0xA0,   "a plain space"},   {0x202F, "a plain space"},  {0x2009, "a plain space"},
    {0x3000, "a plain space"},   {0x200B, "nothing: it is an invisible space"},
    {0xFEFF, "nothing: it is an invisible mark"},
    {0xD7,   "*"},   {0xB7,   "*"},   {0x22C5, "*"},   {0x2217, "*"},   {0x2219, "*"},
    {0xF7,   "/"},   {0x2215, "/"},   {0x2044, "/"},
    {0x2212, "-"},   {0x2010, "-"},   {0x2011, "-"},   {0x2013, "-"},   {0x2014, "-"},
    {0xB1,   "+ or -"},
    {0x201C, "\""},  {0x201D, "\""},  {0x201E, "\""},  {0xAB,   "\""},  {0xBB,   "\""},
    {0x2018, "'"},   {0x2019, "'"},   {0x201A, "'"},   {0xB4,   "'"},   {0x2032, "'"},
    {0x2264, "<="},  {0x2265, ">="},  {0x2260, "!="},  {0x2261, "=="},
    {0x2227, "and"}, {0x2228, "or"},  {0xAC,   "not"}, {0x2208, "in"},  {0x2209, "not in"},
    {0xB9,   "**1"}, {0xB2,   "**2"}, {0xB3,   "**3"}, {0x2074, "**4"}, {0x207B, "**-"},
    {0x221A, "sqrt(...)"},            {0x221E, "float('inf')"},
    {0x2211, "sum(...)"},             {0x220F, "prod(...)"},
    {0x2192, "->"},  {0x2190, "="},   {0x2026, "..."},
    {0xB5,   "the Greek letter \xCE\xBC"},      {0x3D1,  "the Greek letter \xCE\xB8"},
    {0x3D5,  "the Greek letter \xCF\x86"},      {0x3D6,  "the Greek letter \xCF\x80"},
    {0x3F0,  "the Greek letter \xCE\xBA"},      {0x3F1,  "the Greek letter \xCF\x81"},
    {0x3F5,  "the Greek letter \xCE\xB5"},
    {0xFF08, "("},   {0xFF09, ")"},   {0xFF0C, ","},   {0xFF1A, ":"},   {0xFF1D, "="},
    {0xFF0B, "+"},   {0xFF0D, "-"},   {0xFF0A, "*"},   {0xFF0F, "/"},   {0x3001, ","},
    /* clang-format on */
};

const char *character_mend(uint32_t code)
{
    for (size_t i = 0; i < sizeof mends / sizeof *mends; i++)
        if (mends[i].code == code) return mends[i].instead;
    return NULL;
}

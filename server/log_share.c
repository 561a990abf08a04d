/* Lines that anybody can cause as often as he likes. In a second only SHARE of a kind are written;
 * what comes beyond is counted, and told in one line, with its `count`, when the second is over.
 * Any thread asks; the gate tells the rest in its ticks, and whoever stops the server at its end.
 *
 * Global, as stderr is: there is one log. Each kind has its lock; none is held while a line is
 * written. */
#include "server/clock.h"
#include "server/log.h"

#include <pthread.h>

enum { SHARE = 10 };

static struct share {
    const char *event;
    gd_code code;
    pthread_mutex_t lock;
    int64_t since; /* ns; when its second began */
    int lines;     /* in it */
    int64_t rest;  /* that no line has told of */
} shares[LOG_KINDS] = {
    [LOG_REFUSED] = {"refused", GD_CONNECTION_LIMIT, PTHREAD_MUTEX_INITIALIZER, 0, 0, 0},
    [LOG_LATE] = {"requests", GD_DEADLINE, PTHREAD_MUTEX_INITIALIZER, 0, 0, 0},
};

/* Under the lock. What is to be told of a second that is over; begins the next one. */
static int64_t turn(struct share *share, int64_t now)
{
    if (now - share->since < 1000 * CLOCK_MS) return 0;
    int64_t rest = share->rest;
    share->since = now;
    share->lines = 0;
    share->rest = 0;
    return rest;
}

static void tell(const struct share *share, int64_t rest)
{
    log_line line;
    if (!rest) return;
    log_begin(&line, share->event);
    log_number(&line, "status", gd_code_status(share->code));
    log_text(&line, "code", gd_code_slug(share->code));
    log_number(&line, "count", rest);
    log_end(&line);
}

bool log_may(log_kind kind)
{
    struct share *share = &shares[kind];
    pthread_mutex_lock(&share->lock);
    int64_t rest = turn(share, clock_now());
    bool may = share->lines < SHARE;
    if (may) share->lines++;
    else share->rest++;
    pthread_mutex_unlock(&share->lock);
    tell(share, rest);
    return may;
}

void log_tell_rest(int64_t now)
{
    for (struct share *share = shares; share < shares + LOG_KINDS; share++) {
        pthread_mutex_lock(&share->lock);
        int64_t rest = turn(share, now);
        pthread_mutex_unlock(&share->lock);
        tell(share, rest);
    }
}

bool log_has_rest(void)
{
    bool has = false;
    for (struct share *share = shares; share < shares + LOG_KINDS; share++) {
        pthread_mutex_lock(&share->lock);
        has = has || share->rest;
        pthread_mutex_unlock(&share->lock);
    }
    return has;
}

#include "server/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

/* 0, or a negative errno. */
static int add_rules(scmp_filter_ctx filter)
{
    const struct rule {
        uint32_t action;
        int call;
        unsigned n_tests;
        struct scmp_arg_cmp test;
    } rules[] = {
#define ALLOW(name) {SCMP_ACT_ALLOW, SCMP_SYS(name), 0, {0}},
#define ALLOW_IF(name, test) {SCMP_ACT_ALLOW, SCMP_SYS(name), 1, test},
#define KILL(name) {SCMP_ACT_KILL_PROCESS, SCMP_SYS(name), 0, {0}},
#include "server/sandbox.def"
#undef ALLOW
#undef ALLOW_IF
#undef KILL
    };
    int failed = 0;
    for (size_t i = 0; i < sizeof rules / sizeof *rules && !failed; i++)
        failed = seccomp_rule_add_array(filter, rules[i].action, rules[i].call, rules[i].n_tests,
                                        &rules[i].test);
    return failed;
}

/* Kernels before 5.11 ask the filter at each call, so it searches rather than walks. They also slow
 * a filtered process down against programs that measure what the processor speculates; ours run in
 * an interpreter without a clock. */
static int enter(scmp_filter_ctx filter)
{
    int failed = add_rules(filter);
    if (!failed) failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (!failed) failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
    if (!failed) failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    return failed ? failed : seccomp_load(filter);
}

bool sandbox_enter(gd_error *err)
{
    if (SANITIZED) return gd_fail(err, GD_UNSUPPORTED, "built with sanitizers, which need more");
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int failed = filter ? enter(filter) : -ENOMEM;
    seccomp_release(filter);
    return !failed || gd_fail(err, GD_INTERNAL, "seccomp: %s", strerror(-failed));
}

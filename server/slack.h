/* Slack: what has been freed and the C library keeps for later. It makes work after work fast, but
 * is nobody's once there is none, so a process would stay as large as its largest requests.
 * malloc_trim does not reach the end of the memory of any thread but the first: that goes back only
 * when a large block of the thread is freed. So each thread keeps one for that, of which nothing is
 * used. */
#ifndef SERVER_SLACK_H
#define SERVER_SLACK_H

/* Bounds what threads keep. Before any starts. */
void slack_init(void);

/* Readies the calling thread for slack_give_back, once after each is enough; cheap. */
void slack_mark(void);

/* Gives back the slack of all threads. Takes some milliseconds, and what is used next is dearer. */
void slack_give_back(void);

#endif

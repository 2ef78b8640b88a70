/*
 * The yardstick for Kafka: what a C program on librdkafka reaches that journals nothing. It parses each reading and keeps
 * a running average per device, no more.
 *
 *   bare_librdkafka BOOTSTRAP TOPIC PARTITIONS COUNT CLOCK_OFFSET_MICROS WARM_UP_SECONDS
 *
 * Prints "ready" when it consumes, and one line of JSON after COUNT messages. Latency is from the reading's "ts" (when the
 * schedule asked for it to be sent, in epoch microseconds by the monotonic clock plus the offset) to the moment it has been
 * parsed; that of the first WARM_UP_SECONDS is left out, as for the appliance.
 */
#include <librdkafka/rdkafka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define BATCH 1000
#define DEVICES 1000
#define FIRST_DEVICE 1000
#define MAX_MICROS 10000000

struct reading {
    long device, ts, rpm, line, seq;
    double temp, pressure;
    size_t state_length;
};

static double average_temp[DEVICES], average_pressure[DEVICES];
static uint32_t latencies[MAX_MICROS / 10 + 1];

static int64_t monotonic_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A number of JSON; NULL if there is none. */
static const char *number(const char *p, const char *end, double *value) {
    int negative = p < end && *p == '-';
    const char *first = p += negative;
    int64_t digits = 0;
    double scale = 1;
    while (p < end && *p >= '0' && *p <= '9') digits = digits * 10 + (*p++ - '0');
    if (p == first) return NULL;
    if (p < end && *p == '.') {
        const char *point = ++p;
        while (p < end && *p >= '0' && *p <= '9') {
            digits = digits * 10 + (*p++ - '0');
            scale *= 10;
        }
        if (p == point) return NULL;
    }
    *value = (negative ? -digits : digits) / scale;
    return p;
}

static int is(const char *name, size_t length, const char *wanted) {
    return strlen(wanted) == length && memcmp(name, wanted, length) == 0;
}

/* Flat objects without white space and escapes, as this benchmark sends them. Returns whether it was one. */
static int parse(const char *p, size_t length, struct reading *out) {
    const char *end = p + length;
    if (p == end || *p++ != '{') return 0;
    for (;;) {
        if (p == end || *p != '"') return 0;
        const char *name = ++p;
        p = memchr(p, '"', end - p);
        if (p == NULL) return 0;
        size_t name_length = p++ - name;
        if (p == end || *p++ != ':' || p == end) return 0;
        if (*p == '"') {
            const char *text = ++p;
            p = memchr(p, '"', end - p);
            if (p == NULL) return 0;
            size_t text_length = p++ - text;
            if (is(name, name_length, "device")) out->device = strtol(text + 1, NULL, 10);
            else if (is(name, name_length, "state")) out->state_length = text_length;
        } else {
            double value;
            p = number(p, end, &value);
            if (p == NULL) return 0;
            if (is(name, name_length, "ts")) out->ts = (long)value;
            else if (is(name, name_length, "temp")) out->temp = value;
            else if (is(name, name_length, "rpm")) out->rpm = (long)value;
            else if (is(name, name_length, "line")) out->line = (long)value;
            else if (is(name, name_length, "seq")) out->seq = (long)value;
            else if (is(name, name_length, "pressure")) out->pressure = value;
        }
        if (p == end) return 0;
        if (*p == '}') return p + 1 == end;
        if (*p++ != ',') return 0;
    }
}

static double percentile(double share, uint64_t total) {
    uint64_t wanted = (uint64_t)(share * total), seen = 0;
    for (int i = 0; i <= MAX_MICROS / 10; i++) {
        seen += latencies[i];
        if (seen > wanted) return i / 100.0;
    }
    return 0;
}

static void fail(const char *what) {
    fprintf(stderr, "bare_librdkafka: %s\n", what);
    exit(1);
}

static void set(rd_kafka_conf_t *conf, const char *name, const char *value) {
    char error[512];
    if (rd_kafka_conf_set(conf, name, value, error, sizeof error) != RD_KAFKA_CONF_OK) fail(error);
}

int main(int argc, char **argv) {
    if (argc != 7) fail("BOOTSTRAP TOPIC PARTITIONS COUNT CLOCK_OFFSET_MICROS WARM_UP_SECONDS");
    char error[512];
    int64_t count = atoll(argv[4]), offset = atoll(argv[5]), warm_up = atoll(argv[6]) * 1000000000;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", argv[1]);
    set(conf, "group.id", "bare");
    set(conf, "enable.auto.commit", "false");
    set(conf, "auto.offset.reset", "earliest");
    /* As much at a time as the appliance asks for, and a backlog of fetched messages: it drains faster so. */
    set(conf, "fetch.message.max.bytes", "4194304");
    set(conf, "queued.min.messages", "1000000");
    rd_kafka_t *consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error, sizeof error);
    if (consumer == NULL) fail(error);
    rd_kafka_poll_set_consumer(consumer);
    rd_kafka_topic_partition_list_t *partitions = rd_kafka_topic_partition_list_new(atoi(argv[3]));
    for (int i = 0; i < atoi(argv[3]); i++)
        rd_kafka_topic_partition_list_add(partitions, argv[2], i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    if (rd_kafka_assign(consumer, partitions) != RD_KAFKA_RESP_ERR_NO_ERROR) fail("cannot assign");
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(consumer);
    printf("ready\n");
    fflush(stdout);

    rd_kafka_message_t *messages[BATCH];
    int64_t seen = 0, first = 0, last = 0;
    uint64_t measured = 0;
    while (seen < count) {
        ssize_t n = 1;
        if (warm_up == 0) {
            n = rd_kafka_consume_batch_queue(queue, 100, messages, BATCH);
        } else if ((messages[0] = rd_kafka_consume_queue(queue, 1000)) == NULL) { /* a batch would wait until it is full */
            n = 0;
        }
        for (ssize_t i = 0; i < n; i++) {
            rd_kafka_message_t *message = messages[i];
            if (message->err) fail(rd_kafka_message_errstr(message));
            struct reading reading = {0};
            if (!parse(message->payload, message->len, &reading)) fail("a message is no reading");
            long device = reading.device - FIRST_DEVICE;
            if (device < 0 || device >= DEVICES) fail("an unknown device");
            average_temp[device] += (reading.temp - average_temp[device]) * 0.01;
            average_pressure[device] += (reading.pressure - average_pressure[device]) * 0.01;
            last = monotonic_nanos();
            if (seen++ == 0) first = last;
            if (warm_up > 0 && last - first > warm_up) {
                int64_t micros = offset + last / 1000 - reading.ts;
                micros = micros < 0 ? 0 : micros > MAX_MICROS ? MAX_MICROS : micros;
                latencies[micros / 10]++;
                measured++;
            }
            rd_kafka_message_destroy(message);
        }
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("{\"rows\":%ld,\"rows_per_s\":%.0f,\"cpu_s\":%.2f,\"cpu_s_per_million\":%.2f,\"rss_mib\":%ld,"
           "\"latency_ms\":{\"p50\":%.2f,\"p99\":%.2f,\"p999\":%.2f}}\n",
           (long)seen, seen / ((last - first) / 1e9), cpu, cpu * 1e6 / seen, usage.ru_maxrss >> 10,
           percentile(0.5, measured), percentile(0.99, measured), percentile(0.999, measured));
    fflush(stdout);
    _exit(0);
}

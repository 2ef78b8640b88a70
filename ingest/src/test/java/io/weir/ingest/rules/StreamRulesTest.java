package io.weir.ingest.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.BatchConfig;
import io.weir.config.Expression;
import io.weir.config.Location;
import io.weir.config.RowRules;
import io.weir.config.RowRules.Band;
import io.weir.config.RowRules.Deadband;
import io.weir.config.RowRules.Dedupe;
import io.weir.config.RowRules.Limits;
import io.weir.config.RowRules.Sample;
import io.weir.config.StreamConfig;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.FakeSource;
import io.weir.ingest.FakeSource.Sent;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestClock;
import io.weir.ingest.IngestLimits;
import io.weir.ingest.IngestStats.StreamStats;
import io.weir.ingest.StreamTimes;
import io.weir.ingest.Streams;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamRulesTest {
    private static final long START_MS = 1_800_000_000_000L;

    private final FakeSource source = new FakeSource("plant");
    private final FakeJournals journals = new FakeJournals();
    private final Clock clock = new Clock();
    private @Nullable StreamRules rules;
    private @Nullable Ingest ingest;
    private long offset;

    private static final class Clock implements IngestClock {
        private long nanos;

        @Override
        public long epochNanos() {
            return nanos;
        }

        @Override
        public long monotonicNanos() {
            return nanos;
        }
    }

    private static StreamConfig stream(RowRules rules) {
        return Streams.stream()
                .key(Streams.payloadKey("d"))
                .field("seq", FieldType.LONG, "seq")
                .field("temp", FieldType.DOUBLE, "temp")
                .field("name", FieldType.STRING, "name")
                .rules(rules)
                .build();
    }

    private static RowRules with(
            @Nullable Dedupe dedupe, @Nullable Sample sample, @Nullable Deadband deadband, int keys) {
        return new RowRules(
                Optional.empty(),
                Optional.ofNullable(dedupe),
                Optional.ofNullable(sample),
                Optional.ofNullable(deadband),
                new Limits(keys, 32));
    }

    private static Dedupe dedupe(int seconds, int entries) {
        return new Dedupe(List.of("key", "seq", "name"), Duration.ofSeconds(seconds), entries);
    }

    private void start(RowRules wanted, @Nullable RowFilter where) {
        StreamConfig stream = stream(wanted);
        StreamRules made = new StreamRules(stream, where);
        rules = made;
        ingest = new Ingest(
                source,
                List.of(stream),
                new BatchConfig(64, Duration.ZERO),
                journals,
                new StreamTimes(),
                Map.of("press", made),
                clock,
                new IngestLimits(1 << 20, 100_000, 64L << 20, Duration.ofSeconds(5)));
        ingest.start();
    }

    private void send(String... payloads) {
        Sent[] sent = new Sent[payloads.length];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = Sent.of(offset++, payloads[i]);
        }
        source.emit(sent);
    }

    private static String row(String device, long seq, double temp, long secondsLater) {
        return "{\"d\":\"" + device + "\",\"seq\":" + seq + ",\"temp\":" + temp + ",\"ts\":"
                + (START_MS + secondsLater * 1000) + "}";
    }

    private List<Object> sequences() {
        return journals.rows("readings", "press").stream()
                .map(row -> row.get("seq"))
                .toList();
    }

    private StreamStats stats() {
        Ingest current = ingest;
        if (current == null) {
            throw new IllegalStateException();
        }
        StreamStats stats =
                Optional.ofNullable(current.stats().streams().get("press")).orElseThrow();
        assertThat(stats.received())
                .as("messages")
                .isEqualTo(stats.journaled() + stats.deadLetterCount() + stats.dropped() + stats.replayed());
        assertThat(stats.decodedRows()).as("rows").isEqualTo(stats.rows() + stats.droppedRowCount());
        return stats;
    }

    @Test
    void shouldKeepARowOnceWithinTheTime() {
        start(with(dedupe(600, 1000), null, null, 10), null);

        send(row("a", 1, 1, 0), row("b", 1, 1, 0), row("a", 2, 1, 0), row("a", 1, 9, 5));
        clock.nanos += Duration.ofSeconds(590).toNanos();
        send(row("a", 1, 1, 0));
        clock.nanos += Duration.ofSeconds(200).toNanos();
        send(row("a", 1, 1, 0));

        assertThat(sequences()).containsExactly(1L, 1L, 2L, 1L);
        assertThat(stats().droppedRows()).isEqualTo(Map.of(Drop.DEDUPLICATED, 2L));
        assertThat(stats().dropped()).isEqualTo(2);
        assertThat(source.acknowledged()).isEqualTo(6);
    }

    @Test
    void shouldAdvancePositionsOverWhatItDrops() {
        start(with(dedupe(600, 1000), null, null, 10), null);

        send(row("a", 1, 1, 0));
        send(row("a", 1, 1, 0));

        assertThat(journals.position("readings", "press", "plant/t-0")).hasValue(2);
    }

    @Test
    void shouldForgetTheOldestWhenThereAreTooManyAndSayHowMany() {
        start(with(dedupe(600, 1000), null, null, 10), null);
        for (int i = 0; i < 2000; i++) {
            send(row("a", i, 1, 0));
        }
        StreamRules current = java.util.Objects.requireNonNull(rules);
        assertThat(current.remembered()).isBetween(800L, 1000L);
        assertThat(current.forgotten()).isEqualTo(2000 - current.remembered());

        send(row("a", 1999, 1, 0), row("a", 0, 1, 0));

        assertThat(stats().rows()).isEqualTo(2001);
    }

    @Test
    void shouldKnowAfterARestartWhatTheJournalHasWhateverTimeHasPassed() {
        RowRules wanted = with(dedupe(600, 1000), null, null, 10);
        start(wanted, null);
        RowBatch batch = new RowBatch(stream(wanted).schema(), 4);
        long arrival = 1_700_000_000_000_000_000L;
        for (int i = 0; i < 3; i++) {
            int key = batch.dictionary().intern(new byte[] {'a'}, 0, 1);
            batch.startRow(
                    arrival,
                    arrival + i * 400_000_000_000L,
                    key,
                    batch.partitions().intern("plant"));
            batch.setLong(0, i);
            batch.commitRow();
        }
        java.util.Objects.requireNonNull(rules).restore(batch, arrival + 800_000_000_000L, clock.monotonicNanos());

        send(row("a", 0, 1, 0), row("a", 1, 1, 0), row("a", 2, 1, 0), row("a", 3, 1, 0));

        assertThat(sequences()).containsExactly(0L, 3L);
    }

    @Test
    void shouldDropWhatStaysInItsBandUntilTheSilenceIsTooLong() {
        Deadband band =
                new Deadband(List.of(new Band("temp", 0.5, false), new Band("seq", 10, true)), Duration.ofSeconds(60));
        start(with(null, null, band, 10), null);

        send(row("a", 100, 20, 0), row("a", 100, 20.5, 1), row("a", 110, 19.5, 2)); // in both bands
        send(row("a", 100, 20.51, 3)); // out of the first
        send(row("a", 111, 20.51, 4)); // out of the second: more than 10% of 100
        send(row("b", 111, 20.51, 4)); // another key
        send("{\"d\":\"a\",\"seq\":111,\"ts\":" + (START_MS + 5000) + "}"); // null is another value
        send("{\"d\":\"a\",\"seq\":111,\"ts\":" + (START_MS + 6000) + "}"); // the same null
        send(row("a", 111, 20, 7), row("a", 111, 20, 66), row("a", 111, 20, 67)); // 60 s after 7

        assertThat(journals.rows("readings", "press"))
                .map(row -> ((Long) row.get("time") / 1_000_000 - START_MS) / 1000)
                .containsExactly(0L, 3L, 4L, 4L, 5L, 7L, 67L);
        assertThat(stats().droppedRows()).isEqualTo(Map.of(Drop.DEADBAND, 4L));
    }

    @Test
    void shouldKeepTheFirstOfEverySoManyRowsOfAKey() {
        start(with(null, new Sample.Rows(3), null, 10), null);
        for (int i = 0; i < 7; i++) {
            send(row("a", i, 1, i), row("b", 100 + i, 1, i));
        }
        assertThat(sequences()).containsExactlyInAnyOrder(0L, 3L, 6L, 100L, 103L, 106L);
        assertThat(stats().droppedRows()).isEqualTo(Map.of(Drop.SAMPLED, 8L));
    }

    @Test
    void shouldKeepTheFirstRowOfEachInterval() {
        start(with(null, new Sample.Interval(Duration.ofSeconds(10)), null, 10), null);
        send(row("a", 1, 1, 1), row("a", 2, 1, 9), row("a", 3, 1, 10), row("a", 4, 1, 5), row("a", 5, 1, 11));
        // The late row of the interval before is of another interval than the last: it stays.
        assertThat(sequences()).containsExactly(1L, 3L, 4L);
    }

    @Test
    void shouldKeepRowsOfKeysBeyondTheLimitAndCountThem() {
        start(with(null, new Sample.Rows(1000), null, 5), null);
        for (int i = 0; i < 20; i++) {
            send(row("k" + i % 10, i, 1, i));
        }
        // Five keys are known: their second rows are sampled away. The other five pass.
        assertThat(sequences()).hasSize(15);
        assertThat(java.util.Objects.requireNonNull(rules).refusedKeys()).isEqualTo(10);
        assertThat(java.util.Objects.requireNonNull(rules).keys()).isEqualTo(5);
        assertThat(stats().rows()).isEqualTo(15);
    }

    @Test
    void shouldApplyTheConditionFirst() {
        RowRules wanted = new RowRules(
                Optional.of(new Expression("seq > 0", "streams.press.where", new Location(Path.of("x"), 1, 1))),
                Optional.of(dedupe(600, 1000)),
                Optional.of(new Sample.Rows(2)),
                Optional.empty(),
                Limits.DEFAULT);
        long[] bits = new long[2];
        start(wanted, batch -> {
            java.util.Arrays.fill(bits, 0);
            for (int row = 0; row < batch.rowCount(); row++) {
                bits[row >>> 6] |= batch.longs(0)[row] > 0 ? 1L << (row & 63) : 0;
            }
            return bits;
        });

        send("[" + row("a", 0, 1, 0) + "," + row("a", 1, 1, 0) + "," + row("a", 1, 1, 0) + "," + row("a", 2, 1, 0)
                + "]");
        send(row("a", -1, 1, 0), "nonsense");

        assertThat(sequences()).containsExactly(1L);
        assertThat(stats().droppedRows()).isEqualTo(Map.of(Drop.FILTERED, 2L, Drop.DEDUPLICATED, 1L, Drop.SAMPLED, 1L));
        assertThat(stats().dropped()).isEqualTo(1);
        assertThat(stats().deadLetterCount()).isEqualTo(1);
        assertThat(source.acknowledged()).isEqualTo(3);
    }

    @Test
    void shouldDecideLikeAReferenceOverManyBatches() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        start(with(dedupe(600, 1_000_000), null, null, 10), null);
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            StringBuilder array = new StringBuilder("[");
            int rows = 1 + random.nextInt(5);
            for (int k = 0; k < rows; k++) {
                String device = "d" + random.nextInt(50);
                long seq = random.nextInt(200);
                seen.merge(device + "/" + seq, 1, Integer::sum);
                array.append(k == 0 ? "" : ",").append(row(device, seq, 1, 0));
            }
            send(array.append(']').toString());
        }
        assertThat(journals.rows("readings", "press"))
                .as("seed %d", seed)
                .extracting(row -> row.get("key") + "/" + row.get("seq"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(seen.keySet());
        assertThat(stats().droppedRowCount())
                .isEqualTo(seen.values().stream().mapToInt(n -> n - 1).sum());
    }

    @Test
    void shouldRefuseTopicsThatAreTooDeep() {
        start(with(dedupe(600, 1000), null, null, 10), null);
        byte[] payload = row("a", 1, 1, 0).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        source.emit(new Sent("plant", -1, "a" + "/b".repeat(32), payload, payload.length));
        assertThat(stats().deadLetterCount()).isEqualTo(1);
        assertThat(journals.rows("dead_letters", "dead_letters").get(0)).containsEntry("reason", "topic_too_deep");
    }
}

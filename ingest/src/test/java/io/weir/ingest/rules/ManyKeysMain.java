package io.weir.ingest.rules;

import io.weir.config.BatchConfig;
import io.weir.config.RowRules;
import io.weir.config.RowRules.Band;
import io.weir.config.RowRules.Deadband;
import io.weir.config.RowRules.Dedupe;
import io.weir.config.RowRules.Sample;
import io.weir.config.StreamConfig;
import io.weir.ingest.FakeSource;
import io.weir.ingest.FakeSource.Sent;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestClock;
import io.weir.ingest.IngestJournals;
import io.weir.ingest.IngestLimits;
import io.weir.ingest.IngestStats.StreamStats;
import io.weir.ingest.StreamTimes;
import io.weir.ingest.Streams;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Takes in messages of more keys than there is memory for, and prints what became of them. */
final class ManyKeysMain {
    private static final int RUN = 1000;
    /** So many keys come twice. */
    static final int TWICE = 200_000;

    private ManyKeysMain() {}

    /** Counts rows; everything is durable at once. */
    private static final class CountingJournals implements IngestJournals {
        private long rows;

        @Override
        public void append(String journal, RowBatch batch) {
            rows += batch.rowCount();
        }

        @Override
        public void afterDurable(Runnable action) {
            action.run();
        }

        @Override
        public void urge() {}

        @Override
        public java.util.Set<String> partitions(String journal, String stream) {
            return java.util.Set.of();
        }

        @Override
        public OptionalLong position(String journal, String stream, String partition) {
            return OptionalLong.empty();
        }
    }

    private static Sent message(int key, int seq) {
        byte[] payload = ("{\"seq\":" + seq + ",\"ts\":1800000000000}").getBytes(StandardCharsets.US_ASCII);
        return new Sent("plant", -1, "plant/device-" + key + "/press", payload, payload.length);
    }

    public static void main(String[] arguments) {
        int keys = Integer.parseInt(arguments[0]);
        RowRules wanted = new RowRules(
                Optional.empty(),
                Optional.of(new Dedupe(List.of("key", "seq"), Duration.ofMinutes(10), 1_000_000)),
                Optional.of(new Sample.Rows(2)),
                Optional.of(new Deadband(List.of(new Band("seq", 1, false)), Duration.ofMinutes(1))),
                RowRules.Limits.DEFAULT);
        StreamConfig stream = Streams.stream()
                .key(Streams.topicKey(1))
                .field("seq", FieldType.LONG, "seq")
                .rules(wanted)
                .build();
        StreamRules rules = new StreamRules(stream, null);
        FakeSource source = new FakeSource("plant");
        CountingJournals journals = new CountingJournals();
        Ingest ingest = new Ingest(
                source,
                List.of(stream),
                new BatchConfig(256, Duration.ZERO),
                journals,
                new StreamTimes(),
                Map.of("press", rules),
                IngestClock.SYSTEM,
                new IngestLimits(1 << 20, 100_000, 64L << 20, Duration.ofSeconds(5)));
        ingest.start();
        List<Sent> run = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            run.add(message(key, 0));
            if (key < TWICE) {
                run.add(message(key, 1));
            }
            if (run.size() >= RUN || key == keys - 1) {
                source.emit(run.toArray(Sent[]::new));
                run.clear();
            }
        }
        StreamStats stats =
                Optional.ofNullable(ingest.stats().streams().get("press")).orElseThrow();
        System.out.println(stats.received() + " " + stats.journaled() + " " + stats.deadLetterCount() + " "
                + stats.dropped() + " " + journals.rows + " " + rules.keys() + " " + rules.refusedKeys() + " "
                + rules.remembered() + " " + rules.forgotten());
    }
}

package io.weir.appliance;

import io.weir.config.ConfigException;
import io.weir.config.StreamConfig;
import io.weir.config.WeirConfig;
import io.weir.ingest.Retry;
import io.weir.ingest.SchemaFiles;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.json.JsonMembers;
import io.weir.ingest.rules.StreamRules;
import io.weir.model.DeadLetters;
import io.weir.model.RowBatch;
import io.weir.storage.Journal;
import io.weir.storage.JournalReader;
import io.weir.storage.JournalStore;
import io.weir.storage.ReadOnlyStore;
import io.weir.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters through the present configuration again. What becomes rows is appended to its stream once: which
 * letters that were is remembered ({@link RetriedLetters}). What still does not stays a dead letter, for another time.
 * Needs the data directory for itself. One thread.
 */
public final class DeadLetterRetry {
    private static final int ROWS = 256;
    private static final long DURABLE_SECONDS = 60;

    /**
     * One dead letter.
     *
     * @param timeNanos when the appliance took the message in
     */
    public record Letter(String stream, String reason, long timeNanos) {}

    /** What became of the letters of one stream. */
    public static final class Result {
        private long retried;
        private long rows;
        private long dropped;
        private long before;
        private long cut;
        private final Map<String, Long> rejected = new TreeMap<>();

        /** Letters that have become rows. */
        public long retried() {
            return retried;
        }

        /** Those rows. */
        public long rows() {
            return rows;
        }

        /** Letters of whose rows the stream's rules keep none. */
        public long dropped() {
            return dropped;
        }

        /** Letters that an earlier retry had done with. */
        public long before() {
            return before;
        }

        /** Letters of which only a part of the payload was kept. */
        public long cut() {
            return cut;
        }

        /** Letters that are still none, by reason. */
        public Map<String, Long> rejected() {
            return rejected;
        }
    }

    private final WeirConfig config;
    private final Predicate<Letter> selection;
    private final Map<String, StreamRules> rules;
    private final Map<String, Result> results = new TreeMap<>();
    private final Map<String, Open> open = new LinkedHashMap<>();
    /** Null: nothing is written. */
    private final @Nullable JournalStore store;

    private RetriedLetters letters = new RetriedLetters();

    /** A stream's rows that are not appended yet. */
    private static final class Open {
        private final Retry retry;
        private final Map<Long, Long> letters = new HashMap<>();
        private long batches;

        Open(Retry retry, long batches) {
            this.retry = retry;
            this.batches = batches;
        }
    }

    private DeadLetterRetry(WeirConfig config, Predicate<Letter> selection, @Nullable JournalStore store)
            throws ConfigException {
        this.config = config;
        this.selection = selection;
        this.store = store;
        this.rules = StreamRulesets.compile(config);
        SchemaFiles.check(config);
    }

    /**
     * Retries.
     *
     * @return by stream, what became of its letters; those of streams that are not configured are not touched
     * @throws StorageException if the data directory is in use, or cannot be written
     */
    public static Map<String, Result> run(WeirConfig config, Predicate<Letter> selection) throws ConfigException {
        try (JournalStore store = JournalStore.open(config.dataDir(), config.storage())) {
            DeadLetterRetry retry = new DeadLetterRetry(config, selection, store);
            retry.rules
                    .values()
                    .forEach(it ->
                            StreamRulesets.restore(it, store.journal(it.stream().journal())));
            store.cursor(RetriedLetters.CHECKPOINT, DeadLetters.NAME)
                    .load()
                    .ifPresent(it -> retry.letters = RetriedLetters.of(it, retry::batches));
            try (JournalReader reader = store.journal(DeadLetters.NAME).reader(0)) {
                retry.read(reader);
            }
            return retry.results;
        }
    }

    /** Says what {@link #run} would do; writes nothing, and works beside a running appliance. */
    public static Map<String, Result> dryRun(WeirConfig config, Predicate<Letter> selection) throws ConfigException {
        try (ReadOnlyStore store = ReadOnlyStore.open(config.dataDir());
                JournalReader reader = store.reader(DeadLetters.NAME, 0)) {
            DeadLetterRetry retry = new DeadLetterRetry(config, selection, null);
            store.checkpoint(RetriedLetters.CHECKPOINT, DeadLetters.NAME)
                    .ifPresent(it -> retry.letters = RetriedLetters.of(it, stream -> 0));
            retry.read(reader);
            return retry.results;
        }
    }

    private void read(JournalReader reader) {
        boolean first = true;
        for (RowBatch batch = reader.next(); batch != null; batch = reader.next()) {
            if (first) {
                letters.forgetBefore(batch.sequence());
                first = false;
            }
            for (int row = 0; row < batch.rowCount(); row++) {
                letter(batch, row);
            }
        }
        open.values().forEach(this::append);
        open.values().forEach(it -> it.retry.close());
    }

    private void letter(RowBatch batch, int row) {
        Letter letter = new Letter(
                text(batch, DeadLetters.STREAM, row), text(batch, DeadLetters.REASON, row), batch.times()[row]);
        StreamConfig stream = config.streams().get(letter.stream());
        if (stream == null || !selection.test(letter)) {
            return;
        }
        Result result = results.computeIfAbsent(stream.id(), id -> new Result());
        byte[] payload = payload(batch, row);
        if (letters.contains(batch.sequence(), row)) {
            result.before++;
        } else if (payload == null || payload.length == 0) {
            result.rejected.merge(letter.reason(), 1L, Long::sum);
        } else if (batch.longs(DeadLetters.SIZE)[row] != payload.length) {
            result.cut++;
        } else {
            retry(stream, batch, row, payload, result);
        }
    }

    private void retry(StreamConfig stream, RowBatch batch, int row, byte[] payload, Result result) {
        Open target =
                open.computeIfAbsent(stream.id(), id -> new Open(new Retry(stream, rules.get(id), ROWS), batches(id)));
        String topic = text(batch, DeadLetters.TOPIC, row);
        int before = target.retry.rowCount();
        MessageProperties properties = properties(batch, row);
        Retry.Outcome outcome = target.retry.add(topic, properties, payload, batch.arrivals()[row]);
        if (outcome == Retry.Outcome.FULL) {
            append(target);
            before = 0;
            outcome = target.retry.add(topic, properties, payload, batch.arrivals()[row]);
        }
        switch (outcome) {
            case ROWS -> {
                result.retried++;
                result.rows += target.retry.rowCount() - before;
                RetriedLetters.add(target.letters, batch.sequence(), row);
            }
            case DROPPED -> {
                result.dropped++;
                RetriedLetters.add(target.letters, batch.sequence(), row);
            }
            case REJECTED, FULL -> result.rejected.merge(target.retry.reason().word(), 1L, Long::sum);
        }
    }

    private static MessageProperties properties(RowBatch batch, int row) {
        // Journals of before there were properties have no such column.
        boolean any = batch.fieldCount() > DeadLetters.PROPERTIES && !batch.isNull(DeadLetters.PROPERTIES, row);
        return any
                ? MessageProperties.of(JsonMembers.read(text(batch, DeadLetters.PROPERTIES, row)))
                : MessageProperties.none();
    }

    private static String text(RowBatch batch, int field, int row) {
        return batch.isNull(field, row) ? "" : batch.dictionary().text(batch.strings(field)[row]);
    }

    /** Null if the letter has none. */
    private static byte @Nullable [] payload(RowBatch batch, int row) {
        if (!batch.isNull(DeadLetters.PAYLOAD, row)) {
            return text(batch, DeadLetters.PAYLOAD, row).getBytes(StandardCharsets.UTF_8);
        }
        return batch.isNull(DeadLetters.PAYLOAD_BASE64, row)
                ? null
                : Base64.getDecoder().decode(text(batch, DeadLetters.PAYLOAD_BASE64, row));
    }

    /** How many batches of retried letters a stream's journal has. */
    private long batches(String stream) {
        StreamConfig configured = config.streams().get(stream);
        if (store == null || configured == null) {
            return 0;
        }
        return store.journal(configured.journal())
                .positions()
                .getOrDefault(stream, Map.of())
                .getOrDefault(Retry.PARTITION, 0L);
    }

    /** Says which letters become the next batch, then makes it durable. */
    private void append(Open target) {
        if (store != null && !target.letters.isEmpty()) {
            StreamConfig stream = target.retry.stream();
            letters.begin(stream.id(), target.batches, target.letters);
            save(store);
            // Also without rows: its position is what counts the letters as done.
            Journal journal = store.journal(stream.journal());
            journal.append(target.retry.batch(target.batches));
            awaitDurable(store);
            letters.complete();
            save(store);
            target.batches++;
        }
        target.letters.clear();
        target.retry.clear();
    }

    private void save(JournalStore to) {
        if (!to.cursor(RetriedLetters.CHECKPOINT, DeadLetters.NAME).save(letters.checkpoint())) {
            throw new ApplianceFailed("there is no space on the disk; nothing more is retried");
        }
    }

    private static void awaitDurable(JournalStore store) {
        CountDownLatch durable = new CountDownLatch(1);
        store.commit().afterDurable(durable::countDown);
        store.commit().urge();
        try {
            if (!durable.await(DURABLE_SECONDS, TimeUnit.SECONDS)) {
                throw new ApplianceFailed("the disk has not taken the rows; check it, then retry again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApplianceFailed("interrupted", e);
        }
    }
}

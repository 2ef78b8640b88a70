package io.weir.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.appliance.e2e.Await;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.Journal;
import io.weir.storage.JournalReader;
import io.weir.storage.StorageException;
import io.weir.storage.StorageExceptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatientAppendsTest {
    private static final String NO_ROOM = "journal readings has no room: cannot reserve 131072 bytes";
    private static final RowBatch BATCH = new RowBatch(new Schema(Schema.Kind.STREAM, "press", List.of()), 1);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final FullJournal journal = new FullJournal();

    @Test
    void shouldWaitWhileThereIsNoSpaceAndAppendOnceWhenThereIs() {
        PatientAppends appends = new PatientAppends(SHORT, LONG);
        CompletableFuture<Long> sequence = CompletableFuture.supplyAsync(() -> appends.append(journal, BATCH));
        Await.until(Duration.ofSeconds(10), () -> "attempts", () -> journal.attempts.get() > 3);
        assertThat(sequence).isNotDone();
        assertThat(appends.waiting()).isEqualTo(1);

        journal.trouble = null;

        assertThat(sequence).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(1L);
        assertThat(appends.waiting()).isZero();
        assertThat(journal.appended()).isEqualTo(1);
    }

    @Test
    void shouldNotWaitForWhatWillNeverSucceed() {
        PatientAppends appends = new PatientAppends(LONG, LONG);
        journal.trouble = "journal readings cannot be written: a fault";

        assertThatThrownBy(() -> appends.append(journal, BATCH))
                .isInstanceOf(StorageException.class)
                .hasMessage(journal.trouble);
        assertThat(journal.attempts).hasValue(1);
    }

    @Test
    void shouldGiveUpWhenStorageFailsWhileItWaits() {
        PatientAppends appends = new PatientAppends(SHORT, LONG);
        CompletableFuture<Long> sequence = CompletableFuture.supplyAsync(() -> appends.append(journal, BATCH));
        Await.until(Duration.ofSeconds(10), () -> "attempts", () -> journal.attempts.get() > 1);

        journal.trouble = "journal readings takes nothing any more";

        assertThatThrownBy(sequence::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage(journal.trouble);
        assertThat(appends.waiting()).isZero();
    }

    @Test
    void shouldGiveUpSoonAfterStop() {
        PatientAppends appends = new PatientAppends(LONG, Duration.ofMillis(50));
        CompletableFuture<Long> sequence = CompletableFuture.supplyAsync(() -> appends.append(journal, BATCH));
        Await.until(Duration.ofSeconds(10), () -> "it does not wait", () -> appends.waiting() == 1);

        appends.stop();

        assertThat(sequence)
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(StorageException.class);
        assertThat(appends.waiting()).isZero();
    }

    @Test
    void shouldStillAppendWithinTheGraceAfterStop() {
        PatientAppends appends = new PatientAppends(SHORT, LONG);
        appends.stop();
        CompletableFuture<Long> sequence = CompletableFuture.supplyAsync(() -> appends.append(journal, BATCH));
        Await.until(Duration.ofSeconds(10), () -> "attempts", () -> journal.attempts.get() > 1);

        journal.trouble = null;

        assertThat(sequence).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(1L);
    }

    /** Has no room until told otherwise. */
    private static final class FullJournal implements Journal {
        private final AtomicInteger attempts = new AtomicInteger();
        private volatile String trouble = NO_ROOM;
        private volatile long last;

        @Override
        public String id() {
            return "readings";
        }

        @Override
        public long append(RowBatch batch) {
            attempts.incrementAndGet();
            String message = trouble;
            if (message != null) {
                throw message.equals(NO_ROOM) ? StorageExceptions.temporary(message) : new StorageException(message);
            }
            last = 1;
            return last;
        }

        @Override
        public long appended() {
            return last;
        }

        @Override
        public long durable() {
            return last;
        }

        @Override
        public Map<String, Map<String, Long>> positions() {
            return Map.of();
        }

        @Override
        public JournalReader reader(long afterSequence) {
            throw new UnsupportedOperationException();
        }
    }
}

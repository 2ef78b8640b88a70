package io.weir.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.BatchConfig;
import io.weir.config.StreamConfig;
import io.weir.ingest.FakeSource.Sent;
import io.weir.ingest.decode.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IngestTest {
    private static final long SECOND = 1_000_000_000L;

    private FakeJournals journals = new FakeJournals().seeded();
    private FakeSource source = new FakeSource("plant");
    private final FakeClock clock = new FakeClock();
    private StreamTimes times = new StreamTimes();
    private IngestLimits limits = new IngestLimits(1000, 100, 1 << 20, Duration.ofSeconds(5));
    private int batchRows = 4;

    private static final class FakeClock implements IngestClock {
        private long nanos;

        @Override
        public long epochNanos() {
            return 1_800_000_000L * SECOND + nanos;
        }

        @Override
        public long monotonicNanos() {
            return nanos;
        }

        void pass(Duration time) {
            nanos += time.toNanos();
        }
    }

    private Ingest start(StreamConfig... streams) {
        Ingest ingest = new Ingest(
                source,
                List.of(streams),
                new BatchConfig(batchRows, Duration.ofMillis(5)),
                journals,
                times,
                clock,
                limits);
        ingest.start();
        return ingest;
    }

    private static Sent row(long offset) {
        return Sent.of(offset, "{\"ts\":" + (1_700_000_000_000L + offset) + ",\"seq\":" + offset + "}");
    }

    private List<Object> journaled() {
        return journals.rows("readings", "press").stream()
                .map(r -> r.get("seq"))
                .toList();
    }

    @Test
    void shouldCloseABatchByRowsAndTheRestByLinger() {
        Ingest ingest = start(Streams.usual().build());
        source.emit(row(0), row(1), row(2), row(3), row(4));
        assertThat(journaled()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(source.acknowledged()).isZero();
        clock.pass(Duration.ofMillis(5));
        source.tick();
        assertThat(journaled()).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(source.acknowledged()).isEqualTo(5);
        assertThat(journals.documents().get(1).next()).isEqualTo(Map.of("plant/t-0", 5L));
        assertThat(ingest.stats().inFlightMessages()).isZero();
    }

    @Test
    void shouldCloseABatchAtItsTargetSize() {
        batchRows = 4096;
        start(Streams.usual().build());
        limits = new IngestLimits(1000, 100, 1 << 20, Duration.ofSeconds(5));
        for (int i = 0; i < 60; i++) {
            source.emit(Sent.of(i, "{\"ts\":1,\"name\":\"" + i + "n".repeat(900) + "\"}"));
        }
        assertThat(journals.documents()).hasSize(1);
        assertThat(journaled()).hasSizeBetween(30, 40);
    }

    @Test
    void shouldNotAcknowledgeBeforeDurable() {
        journals.hold();
        start(Streams.usual().build());
        source.emit(row(0), row(1), row(2), row(3));
        clock.pass(Duration.ofMillis(5));
        source.tick();
        assertThat(journaled()).hasSize(4);
        assertThat(source.acknowledged()).isZero();
        journals.release();
        assertThat(source.acknowledged()).isEqualTo(4);
    }

    @Test
    void shouldStopRequestingWhenTheJournalStallsAndResume() {
        limits = new IngestLimits(1000, 10, 1 << 20, Duration.ofSeconds(5));
        journals.hold();
        Ingest ingest = start(Streams.usual().build());
        int sent = 0;
        while (source.hasDemand()) {
            source.emit(row(sent++), row(sent++), row(sent++));
        }
        assertThat(sent).isEqualTo(12);
        assertThat(journaled()).as("the open batch is appended before waiting").hasSize(12);
        assertThat(journals.urges()).isPositive();
        assertThat(ingest.stats().requesting()).isFalse();
        journals.release();
        assertThat(source.hasDemand()).isTrue();
        assertThat(source.acknowledged()).isEqualTo(12);
    }

    @Test
    void shouldWriteDeadLettersBeforeTheRowsThatCoverThem() {
        Ingest ingest = start(Streams.usual().build());
        source.emit(row(0), Sent.of(1, "nope"), row(2), row(3), row(4));
        assertThat(journals.documents().get(0).journal()).isEqualTo("dead_letters");
        assertThat(journals.documents().get(1).journal()).isEqualTo("readings");
        assertThat(journals.rows("dead_letters", "dead_letters"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("source", "plant")
                        .containsEntry("stream", "press")
                        .containsEntry("topic", "plant/p7/press")
                        .containsEntry("partition", "plant/t-0")
                        .containsEntry("offset", 1L)
                        .containsEntry("reason", "invalid_json")
                        .containsEntry("payload", "nope")
                        .containsEntry("size", 4L)
                        .containsEntry("key", "plant"));
        assertThat(ingest.stats().streams().get("press").deadLetters()).isEqualTo(Map.of(Reason.INVALID_JSON, 1L));
    }

    @Test
    void shouldAppendPositionsWhenOnlyDeadLettersCame() {
        start(Streams.usual().build());
        source.emit(Sent.of(7, "nope"));
        clock.pass(Duration.ofMillis(5));
        source.tick();
        assertThat(journals.documents()).hasSize(2);
        assertThat(journals.documents().get(1).rows()).isEmpty();
        assertThat(journals.documents().get(1).next()).isEqualTo(Map.of("plant/t-0", 8L));
        assertThat(source.acknowledged()).isEqualTo(1);
    }

    @Test
    void shouldRefuseEmptyLargeAndAbsentPayloads() {
        Ingest ingest = start(Streams.usual().build());
        byte[] large = "{\"ts\":1}".repeat(200).getBytes(StandardCharsets.UTF_8);
        byte[] binary = {(byte) 0xff, 0, 1};
        source.emit(
                Sent.of(0, ""),
                new Sent("plant/t-0", 1, "plant/p7/press", large, large.length),
                new Sent("plant/t-0", 2, "plant/p7/press", null, MessageVisitor.NO_PAYLOAD),
                new Sent("plant/t-0", 3, "plant/p7/press", binary, 3),
                new Sent("plant/t-0", 4, "plant/p7/press", Arrays.copyOf(large, 900), 10_000_000));
        clock.pass(Duration.ofMillis(5));
        source.tick();
        List<Map<String, Object>> rows = journals.rows("dead_letters", "dead_letters");
        assertThat(rows)
                .extracting(r -> r.get("reason"))
                .containsExactly(
                        "empty_payload", "payload_too_large", "tombstone", "invalid_utf8", "payload_too_large");
        assertThat(rows).extracting(r -> r.get("size")).containsExactly(0L, 1600L, null, 3L, 10_000_000L);
        assertThat(rows.get(1).get("payload")).isEqualTo(new String(large, StandardCharsets.UTF_8));
        assertThat(rows.get(1).get("detail")).isEqualTo("found 1600 bytes, expected at most 1000");
        assertThat(rows.get(2)).doesNotContainKey("payload");
        assertThat(rows.get(3).get("payload_base64"))
                .isEqualTo(Base64.getEncoder().encodeToString(binary));
        assertThat(ingest.stats().streams().get("press").deadLetterCount()).isEqualTo(5);
    }

    @Test
    void shouldCutLargeDeadLettersAtACharacter() {
        limits = new IngestLimits(10 << 20, 100, 1 << 30, Duration.ofSeconds(5));
        start(Streams.usual().build());
        for (int i = 0; i < 3; i++) {
            source.emit(Sent.of(i, "x" + "ä".repeat(300_000)));
        }
        clock.pass(Duration.ofMillis(5));
        source.tick();
        assertThat(journals.rows("dead_letters", "dead_letters")).hasSize(3).allSatisfy(row -> {
            assertThat(row.get("payload")).isEqualTo("x" + "ä".repeat(128 * 1024 - 1));
            assertThat(row.get("size")).isEqualTo(600_001L);
        });
    }

    @Test
    void shouldGiveEveryMessageToEveryStream() {
        Ingest ingest = start(
                Streams.usual().build(),
                Streams.usual().id("other").key(Streams.topicKey(9)).build());
        source.emit(row(0), row(1));
        clock.pass(Duration.ofMillis(5));
        source.tick();
        assertThat(journaled()).containsExactly(0L, 1L);
        assertThat(journals.rows("dead_letters", "dead_letters"))
                .extracting(r -> r.get("stream"))
                .containsExactly("other", "other");
        assertThat(ingest.stats().received()).isEqualTo(2);
        assertThat(ingest.stats().streams().get("other").deadLetters()).isEqualTo(Map.of(Reason.KEY_NOT_IN_TOPIC, 2L));
    }

    @Test
    void shouldRefuseAMessageWithMoreRowsThanABatchCanHold() {
        limits = new IngestLimits(1 << 20, 100, 1 << 30, Duration.ofSeconds(5));
        start(Streams.usual().build());
        source.emit(row(0), Sent.of(1, "[" + "{\"ts\":1},".repeat(4096) + "{\"ts\":1}]"), row(2));
        clock.pass(Duration.ofMillis(5));
        source.tick();
        assertThat(journaled()).containsExactly(0L, 2L);
        assertThat(journals.rows("dead_letters", "dead_letters"))
                .singleElement()
                .satisfies(row -> assertThat(row.get("reason")).isEqualTo("too_many_rows"));
    }

    @Test
    void shouldKeepRowsOfAMessageInOneDocument() {
        limits = new IngestLimits(1 << 20, 100, 1 << 30, Duration.ofSeconds(5));
        start(Streams.usual().build());
        source.emit(row(0), row(1), Sent.of(2, "[" + "{\"ts\":1},".repeat(4000) + "{\"ts\":1}]"));
        assertThat(journals.documents()).hasSize(1);
        source.emit(Sent.of(3, "[" + "{\"ts\":1},".repeat(4000) + "{\"ts\":1}]"));
        assertThat(journals.documents()).hasSize(2);
        assertThat(journals.documents().get(1).rows()).hasSize(4001);
        assertThat(journals.documents().get(1).next()).isEqualTo(Map.of("plant/t-0", 4L));
    }

    @Test
    void shouldJournalEachMessageOnceWhateverCrashes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int total = 400;
        for (int round = 0; round < 20; round++) {
            journals = new FakeJournals();
            long crashes = 0;
            while (true) {
                source = new FakeSource("plant");
                times = new StreamTimes();
                start(
                        Streams.usual().build(),
                        Streams.usual().id("odd").key(Streams.payloadKey("odd")).build());
                long from = ResumePositions.of(
                                journals,
                                List.of(
                                        Streams.usual().build(),
                                        Streams.usual().id("odd").build()))
                        .next("plant/t-0")
                        .orElse(0);
                boolean crash = crashes++ < 8;
                for (long i = from; i < total; ) {
                    List<Sent> run = new ArrayList<>();
                    for (int k = random.nextInt(7); k >= 0 && i < total; k--, i++) {
                        run.add(i % 5 == 0 ? Sent.of(i, "bad " + i) : row(i));
                    }
                    if (random.nextInt(4) == 0) {
                        journals.hold();
                    } else {
                        journals.release();
                    }
                    if (!source.hasDemand()) {
                        journals.release();
                    }
                    source.emit(run.toArray(Sent[]::new));
                    if (crash && random.nextInt(10) == 0) {
                        break;
                    }
                    clock.pass(Duration.ofMillis(random.nextInt(4)));
                }
                if (!crash) {
                    break;
                }
                journals = journals.crash();
            }
            journals.release();
            clock.pass(Duration.ofSeconds(1));
            source.tick();
            assertThat(journaled()).as("seed %d", seed).hasSize(320).doesNotHaveDuplicates();
            List<String> dead = journals.rows("dead_letters", "dead_letters").stream()
                    .map(r -> r.get("stream") + "@" + r.get("offset"))
                    .toList();
            assertThat(dead).as("seed %d", seed).hasSize(80 + 400).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldMarkSilentPartitionsIdleAndThenAdvanceTheWatermark() {
        start(Streams.usual().idleTimeout(Duration.ofSeconds(10)).build());
        source.emit(row(0));
        clock.pass(Duration.ofSeconds(9));
        source.tick();
        assertThat(journals.documents()).hasSize(1);
        clock.pass(Duration.ofSeconds(1));
        source.tick();
        assertThat(journals.documents().get(1).idle()).containsExactly("plant/t-0");
        clock.pass(Duration.ofSeconds(1));
        source.tick();
        long seen = 1_700_000_000_000L * 1_000_000;
        assertThat(journals.advances()).containsExactly(seen - SECOND + SECOND);
        clock.pass(Duration.ofMillis(500));
        source.tick();
        clock.pass(Duration.ofMillis(500));
        source.tick();
        assertThat(journals.advances()).containsExactly(seen, seen + SECOND);
        source.emit(row(1));
        clock.pass(Duration.ofSeconds(5));
        source.tick();
        assertThat(journals.advances()).hasSize(2);
    }

    private static PartitionChanges joined(String... partitions) {
        return new PartitionChanges(List.of(partitions), List.of());
    }

    private static PartitionChanges left(String... partitions) {
        return new PartitionChanges(List.of(), List.of(partitions));
    }

    @Test
    void shouldWriteDownWhichPartitionsJoinBeforeTheirRows() {
        start(Streams.usual().build(), Streams.usual().id("other").build());
        source.emit(joined("plant/t-0", "plant/t-1"), row(0), row(1), row(2), row(3));
        for (String stream : List.of("press", "other")) {
            List<FakeJournals.Document> documents = documents(stream);
            assertThat(documents).hasSize(2);
            assertThat(documents.get(0).joined()).containsExactly("plant/t-0", "plant/t-1");
            assertThat(documents.get(0).rows()).isEmpty();
            assertThat(documents.get(0).idle()).isEmpty();
            assertThat(documents.get(1).rows()).hasSize(4);
            assertThat(documents.get(1).joined()).isEmpty();
        }
    }

    @Test
    void shouldWriteDownWhichPartitionsLeaveBehindTheirRows() {
        start(Streams.usual().build());
        source.emit(joined("plant/t-0"), row(0), row(1));
        source.emit(left("plant/t-0"));
        List<FakeJournals.Document> documents = documents("press");
        assertThat(documents).hasSize(3);
        assertThat(documents.get(1).rows()).hasSize(2);
        assertThat(documents.get(2).idle()).containsExactly("plant/t-0");
        assertThat(documents.get(2).rows()).isEmpty();
        // Whoever had it meanwhile has moved on; its position is looked up again.
        source.emit(joined("plant/t-0"), row(7), row(8), row(9), row(10));
        assertThat(journaled()).containsExactly(0L, 1L, 7L, 8L, 9L, 10L);
    }

    @Test
    void shouldCountTheSilenceOfAPartitionFromWhereItJoined() {
        start(Streams.usual().idleTimeout(Duration.ofSeconds(10)).build());
        source.emit(joined("plant/t-0", "plant/t-1"));
        for (int i = 0; i < 9; i++) {
            clock.pass(Duration.ofSeconds(1));
            source.emit(row(i));
        }
        clock.pass(Duration.ofMillis(999));
        source.tick();
        assertThat(journals.documents()).allSatisfy(d -> assertThat(d.idle()).isEmpty());
        clock.pass(Duration.ofMillis(1));
        source.tick();
        assertThat(documents("press"))
                .last()
                .satisfies(d -> assertThat(d.idle()).containsExactly("plant/t-1"));
        assertThat(journals.advances()).isEmpty();
    }

    @Test
    void shouldAdvanceTheWatermarkWhenTheLastActivePartitionLeaves() {
        start(Streams.usual().idleTimeout(Duration.ofSeconds(10)).build());
        source.emit(joined("plant/t-0"), row(0));
        source.emit(left("plant/t-0"));
        assertThat(journals.advances()).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        source.tick();
        long seen = 1_700_000_000_000L * 1_000_000;
        assertThat(journals.advances()).containsExactly(seen - SECOND + SECOND);
    }

    @Test
    void shouldTakeTheFirstToJoinAfterARestartForAllThatAreRead() {
        journals = new FakeJournals();
        start(Streams.usual().build());
        source.emit(
                joined("plant/t-0", "plant/t-1"),
                row(0),
                new Sent("plant/t-1", 0, "plant/p7/press", row(1).payload(), 1),
                row(2),
                row(3));
        clock.pass(Duration.ofMillis(5));
        source.tick();
        journals = journals.crash();
        source = new FakeSource("plant");
        start(Streams.usual().build());
        int before = documents("press").size();
        // Another member of the group has the other one now.
        source.emit(joined("plant/t-1"));
        assertThat(documents("press").get(before).joined()).containsExactly("plant/t-1");
        assertThat(documents("press").get(before).idle()).containsExactly("plant/t-0");
        // What joins later takes nobody's place.
        source.emit(joined("plant/t-0"));
        assertThat(documents("press").get(before + 1).joined()).containsExactly("plant/t-0");
        assertThat(documents("press").get(before + 1).idle()).isEmpty();
    }

    @Test
    void shouldLeaveThePartitionsOfOtherSourcesAloneAfterARestart() {
        journals = new FakeJournals();
        StreamConfig stream = Streams.usual().build();
        source = new FakeSource("plant2");
        start(stream);
        source.emit(joined("plant2/t-0"), new Sent("plant2/t-0", 0, "a/b", row(0).payload(), 1));
        clock.pass(Duration.ofMillis(5));
        source.tick();
        journals = journals.crash();
        source = new FakeSource("plant");
        start(stream);
        source.emit(joined("plant/t-0"));
        assertThat(documents("press")).last().satisfies(d -> {
            assertThat(d.joined()).containsExactly("plant/t-0");
            assertThat(d.idle()).isEmpty();
        });
    }

    @Test
    void shouldGoOnFromTheHistoryWhenAPlantIsSilentSinceTheStart() {
        long history = 1_700_000_000_000L * 1_000_000;
        times = new StreamTimes(stream -> stream.equals("press") ? history : Long.MIN_VALUE);
        start(Streams.usual().idleTimeout(Duration.ofSeconds(10)).build());
        source.emit(joined("plant/t-0"));
        clock.pass(Duration.ofSeconds(10));
        source.tick();
        clock.pass(Duration.ofSeconds(1));
        source.tick();
        assertThat(documents("press").get(1).idle()).containsExactly("plant/t-0");
        assertThat(journals.advances()).containsExactly(history + SECOND);
    }

    private List<FakeJournals.Document> documents(String stream) {
        return journals.documents().stream()
                .filter(d -> d.stream().equals(stream))
                .toList();
    }

    @Test
    void shouldWaitForEverySourceOfAStreamBeforeAdvancing() {
        StreamConfig stream =
                Streams.usual().idleTimeout(Duration.ofSeconds(10)).build();
        start(stream);
        FakeSource first = source;
        source = new FakeSource("cells");
        start(stream);
        FakeSource second = source;
        first.emit(row(0));
        second.emit(new Sent("cells/t-0", 0, "a/b", row(5).payload(), 1));
        for (int i = 0; i < 20; i++) {
            clock.pass(Duration.ofSeconds(1));
            first.tick();
            second.emit(new Sent("cells/t-0", i + 1, "a/b", row(5).payload(), 1));
        }
        assertThat(journals.advances()).isEmpty();
        for (int i = 0; i < 12; i++) {
            clock.pass(Duration.ofSeconds(1));
            first.tick();
            second.tick();
        }
        assertThat(journals.advances()).isNotEmpty().isSorted().doesNotHaveDuplicates();
    }

    @Test
    void shouldNotCallAPartitionIdleWhileTheBrokerIsAwayOrTheJournalStalls() {
        limits = new IngestLimits(1000, 1, 1 << 20, Duration.ofSeconds(5));
        start(Streams.usual().idleTimeout(Duration.ofSeconds(10)).build());
        source.emit(row(0));
        source.live = false;
        for (int i = 0; i < 100; i++) {
            clock.pass(Duration.ofSeconds(1));
            source.tick();
        }
        source.live = true;
        journals.hold();
        source.emit(row(1));
        assertThat(source.hasDemand()).isFalse();
        clock.pass(Duration.ofSeconds(100));
        journals.release();
        source.tick();
        assertThat(journals.documents()).allSatisfy(d -> assertThat(d.idle()).isEmpty());
        assertThat(journals.advances()).isEmpty();
    }

    @Test
    void shouldUrgeWhenHalfOfTheBrokersWindowIsFilledAndWhenItIsFull() {
        source = new FakeSource("plant", 5);
        journals.hold();
        start(Streams.usual().build());
        source.emit(row(0), row(1));
        assertThat(journals.urges()).isZero();
        source.emit(row(2));
        assertThat(journals.urges()).isEqualTo(1);
        assertThat(journaled()).hasSize(3);
        source.emit(row(3));
        assertThat(journals.urges()).isEqualTo(1);
        source.emit(row(4));
        assertThat(journals.urges()).isEqualTo(2);
        assertThat(journaled()).hasSize(5);
    }

    @Test
    void shouldStopByAppendingAcknowledgingAndClosing() throws Exception {
        Ingest ingest = start(Streams.usual().build());
        source.emit(row(0), row(1));
        var stopped = ingest.stop();
        Await.until(Duration.ofSeconds(5), () -> "drain", () -> {
            if (source.hasDemand()) {
                source.tick();
            }
            return stopped.isDone();
        });
        stopped.get(1, TimeUnit.SECONDS);
        assertThat(journaled()).containsExactly(0L, 1L);
        assertThat(source.acknowledged()).isEqualTo(2);
        assertThat(source.isCancelled()).isTrue();
        assertThat(source.isClosed()).isTrue();
    }

    @Test
    void shouldAcknowledgeNothingAfterTheJournalHasFailed() {
        Ingest ingest = start(Streams.usual().build());
        journals.onAppend(batch -> {
            throw new IllegalStateException("disk on fire");
        });
        source.emit(row(0), row(1), row(2), row(3));
        assertThat(ingest.failure()).isCompleted();
        assertThat(source.isCancelled()).isTrue();
        assertThat(source.acknowledged()).isZero();
    }
}

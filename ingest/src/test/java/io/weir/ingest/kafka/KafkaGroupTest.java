package io.weir.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.KafkaBroker;
import io.weir.config.KafkaSourceConfig.GroupProtocol;
import io.weir.config.KafkaSourceConfig.Membership;
import io.weir.config.KafkaSourceConfig.Start;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a source is a member of its group, with both protocols, and where it starts. */
@Tag("slow")
@Timeout(120)
class KafkaGroupTest {
    /** Batches stay open for as long as a test takes. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final Duration BEYOND = Duration.ofMillis(2_500);
    private static final String MAX_POLL_INTERVAL_MS = "1000";

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;
    private static Admin admin;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(folder);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    private static String topic(String name, int partitions) {
        broker.createTopic(name, partitions);
        return name;
    }

    private static void produce(String topic, int partitions, int from, int to) {
        KafkaHarness.produce(broker.bootstrapServers(), topic, partitions, from, to, Map.of());
    }

    private static KafkaHarness.Settings member(String topic, GroupProtocol protocol) {
        return KafkaHarness.of(broker.bootstrapServers(), topic)
                .group(topic + "-group", new Membership(protocol, Optional.empty()));
    }

    /** The partitions of each member, by its id. */
    private static Map<String, String> members(String topic) {
        try {
            ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(topic + "-group"))
                    .all()
                    .get(20, TimeUnit.SECONDS)
                    .get(topic + "-group");
            Map<String, String> members = new HashMap<>();
            for (MemberDescription member : group.members()) {
                TreeSet<String> partitions = new TreeSet<>();
                member.assignment().topicPartitions().forEach(it -> partitions.add(it.toString()));
                members.put(member.groupInstanceId().orElse(member.consumerId()), partitions.toString());
            }
            return members;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Await.until(time.plusSeconds(60), () -> "time", () -> System.nanoTime() - end > 0);
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void shouldMakeDurableWhatIsInFlightBeforePartitionsAreGivenAway(GroupProtocol protocol) {
        String topic = topic("given-" + protocol, 2);
        produce(topic, 2, 0, 100);
        try (KafkaHarness first = member(topic, protocol).linger(LONG).start()) {
            Await.until(
                    KafkaHarness.LIMIT,
                    () -> first.ingest().stats().toString(),
                    () -> first.ingest().stats().received() == 100);
            assertThat(first.rows()).as("rows stay in an open batch").isLessThan(100);
            try (KafkaHarness second = member(topic, protocol)
                    .id("other")
                    .linger(Duration.ofMillis(2))
                    .start()) {
                Await.until(
                        KafkaHarness.LIMIT,
                        () -> members(topic).toString(),
                        () -> members(topic).size() == 2
                                && members(topic).values().stream().noneMatch("[]"::equals));
                assertThat(first.rows()).isEqualTo(100);
                produce(topic, 2, 100, 140);
                second.awaitRows(20);
                Await.until(
                        KafkaHarness.LIMIT,
                        () -> first.ingest().stats().toString(),
                        () -> first.ingest().stats().received() == 120);
                assertThat(second.ingest().stats().received())
                        .as("nothing of what the first had")
                        .isEqualTo(20);
            }
        }
    }

    @Test
    void shouldNotHoldUpTheGroupForEverWhenTheJournalStalls() {
        String topic = topic("stalled-revocation", 2);
        produce(topic, 2, 0, 100);
        FakeJournals journals = new FakeJournals().countOnly();
        journals.hold();
        try (KafkaHarness first = member(topic, GroupProtocol.CLASSIC)
                        .property("max.poll.interval.ms", "3000")
                        .journals(journals)
                        .start();
                KafkaHarness second =
                        after(first, 100, member(topic, GroupProtocol.CLASSIC).id("other"))) {
            // It has one of the two partitions, from its beginning: nothing of it was durable anywhere.
            second.awaitRows(50);
            first.awaitError("partitions were taken away before all that was read of them was durable");
            journals.release();
            first.awaitRows(100);
            assertThat(second.rows()).isEqualTo(50);
        }
    }

    private static KafkaHarness after(KafkaHarness first, long received, KafkaHarness.Settings second) {
        Await.until(
                KafkaHarness.LIMIT,
                () -> first.ingest().stats().toString(),
                () -> first.ingest().stats().received() == received);
        return second.start();
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void shouldStayAMemberWhileNothingBecomesDurable(GroupProtocol protocol) {
        String topic = topic("undurable-" + protocol, 2);
        produce(topic, 2, 0, 20_000);
        FakeJournals journals = new FakeJournals().countOnly();
        journals.hold();
        try (KafkaHarness source = member(topic, protocol)
                .property("max.poll.interval.ms", MAX_POLL_INTERVAL_MS)
                .maxInFlight(1_000)
                .journals(journals)
                .start()) {
            Await.until(
                    KafkaHarness.LIMIT,
                    () -> source.source().toString(),
                    () -> source.source().paused());
            shouldStay(topic, source);
            journals.release();
            source.awaitRows(20_000);
            assertThat(source.ingest().stats().received()).isEqualTo(20_000);
        }
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void shouldStayAMemberWhileAnAppendDoesNotReturn(GroupProtocol protocol) throws Exception {
        String topic = topic("blocked-" + protocol, 2);
        produce(topic, 2, 0, 20_000);
        FakeJournals journals = new FakeJournals().countOnly();
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        journals.onAppend(batch -> {
            try {
                if (batch.rowCount() > 0) {
                    blocked.countDown();
                    open.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (KafkaHarness source = member(topic, protocol)
                .property("max.poll.interval.ms", MAX_POLL_INTERVAL_MS)
                .journals(journals)
                .start()) {
            assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();
            shouldStay(topic, source);
            open.countDown();
            source.awaitRows(20_000);
            assertThat(source.ingest().stats().received()).isEqualTo(20_000);
        } finally {
            open.countDown();
        }
    }

    private static void shouldStay(String topic, KafkaHarness source) {
        Map<String, String> before = members(topic);
        assertThat(before).hasSize(1);
        pass(BEYOND);
        assertThat(members(topic)).as("the member and its partitions").isEqualTo(before);
        assertThat(source.source().lastError()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void shouldKeepThePartitionsOfAMemberThatHasANameAndRestarts(GroupProtocol protocol) {
        String topic = topic("named-" + protocol, 4);
        FakeJournals journals = new FakeJournals().countOnly();
        try (KafkaHarness other = named(topic, protocol, "box-2").id("other").start()) {
            Map<String, String> before;
            try (KafkaHarness first =
                    named(topic, protocol, "box-1").journals(journals).start()) {
                Await.until(
                        KafkaHarness.LIMIT,
                        () -> members(topic).toString(),
                        () -> members(topic).size() == 2
                                && members(topic).values().stream().noneMatch("[]"::equals));
                produce(topic, 4, 0, 400);
                first.awaitRows(200);
                other.awaitRows(200);
                before = members(topic);
            }
            produce(topic, 4, 400, 800);
            other.awaitRows(400);
            try (KafkaHarness again =
                    named(topic, protocol, "box-1").journals(journals).start()) {
                again.awaitRows(400);
                assertThat(members(topic)).isEqualTo(before);
                assertThat(again.ingest().stats().received()).isEqualTo(200);
                assertThat(other.ingest().stats().received()).isEqualTo(400);
            }
        }
    }

    private static KafkaHarness.Settings named(String topic, GroupProtocol protocol, String name) {
        return KafkaHarness.of(broker.bootstrapServers(), topic)
                .group(topic + "-group", new Membership(protocol, Optional.of(name)));
    }

    @Test
    void shouldStartWhereItIsTold() {
        String topic = topic("starts", 3);
        produce(topic, 3, 0, 300);
        // Stored in milliseconds: what comes after has another one.
        Instant middle = Instant.ofEpochMilli(System.currentTimeMillis() + 2);
        Await.until(KafkaHarness.LIMIT, () -> "time", () -> Instant.now().isAfter(middle.plusMillis(2)));
        produce(topic, 3, 300, 390);
        KafkaHarness.Settings settings = KafkaHarness.of(broker.bootstrapServers(), topic);
        try (KafkaHarness all = settings.from(new Start.At(Instant.EPOCH)).start()) {
            all.awaitRows(390);
        }
        FakeJournals journals = new FakeJournals().countOnly();
        try (KafkaHarness later =
                settings.from(new Start.At(middle)).journals(journals).start()) {
            later.awaitRows(90);
            assertThat(later.ingest().stats().received()).isEqualTo(90);
        }
        produce(topic, 3, 390, 420);
        // What the journal knows goes before where to start.
        try (KafkaHarness again = settings.from(Start.LATEST).journals(journals).start()) {
            again.awaitRows(120);
        }
        try (KafkaHarness recent = settings.from(new Start.Ago(Duration.ofHours(1)))
                .journals(new FakeJournals().countOnly())
                .start()) {
            recent.awaitRows(420);
        }
        FakeJournals fresh = new FakeJournals().countOnly();
        try (KafkaHarness future = settings.from(new Start.At(Instant.now().plusSeconds(3600)))
                .journals(fresh)
                .start()) {
            Await.until(
                    KafkaHarness.LIMIT,
                    () -> future.source().toString(),
                    () -> future.source().lag().size() == 3
                            && future.source().lag().values().stream().allMatch(it -> it == 0));
            produce(topic, 3, 420, 450);
            future.awaitRows(30);
            assertThat(future.ingest().stats().received()).isEqualTo(30);
        }
    }
}

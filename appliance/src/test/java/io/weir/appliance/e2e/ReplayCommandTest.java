package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.Appliance;
import io.weir.brokers.Broker;
import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir replay} as a process, beside a running appliance and on a stopped one. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int READINGS = 20_000;
    /** Two milliseconds apart, in order. */
    private static final List<Reading> SENT = Reading.generate(READINGS, 5, 0, 11);

    private static final byte[] BROKEN = "{\"id\": 7, \"temp".getBytes(StandardCharsets.UTF_8);

    private Path dir;

    private Broker broker;
    private MqttFeed feed;
    private Path config;
    private Appliance appliance;

    @BeforeAll
    void fill(@TempDir Path directory) throws Exception {
        dir = directory;
        broker = MosquittoBroker.find()
                .<Broker>map(mosquitto -> mosquitto.start(dir.resolve("broker")))
                .orElseGet(() -> MqttBroker.start(dir.resolve("broker")));
        feed = new MqttFeed(broker.port());
        config = TestConfig.write(dir, TestConfig.mqtt(broker.port(), "plant/#", 1), "0s", "");
        appliance = Appliance.start(TestConfig.read(config));
        feed.awaitSubscriber(dir.resolve("data"));
        feed.send(SENT, 1);
        feed.send("plant/p1/press", BROKEN, 1);
        awaitRows(READINGS);
        Await.until(PATIENCE, () -> "dead letter", () -> Journals.count(dir.resolve("data"), "dead_letters") == 1);
    }

    @AfterAll
    void stop() throws Exception {
        feed.close();
        appliance.stop();
        broker.close();
    }

    private void awaitRows(int sent) {
        KafkaEndToEndTest.awaitRows(dir.resolve("data"), sent + feed.probes());
    }

    @Test
    void shouldPrintEveryRowWhileTheApplianceRuns() {
        WeirProcess weir = replay("press");

        List<String> rows = rows(weir);
        assertThat(rows).hasSize(READINGS + feed.probes());
        assertThat(rows.subList(feed.probes(), rows.size()))
                .isEqualTo(SENT.stream().map(ReplayCommandTest::ndjson).toList());
    }

    @Test
    void shouldPrintWhatLiesInARangeOfTime() {
        List<Reading> wanted = SENT.subList(5000, 6000);
        String from = Instant.ofEpochMilli(wanted.get(0).timeMs()).toString();
        String to = String.valueOf(SENT.get(6000).timeMs());

        assertThat(rows(replay("press", "--from", from, "--to", to)))
                .isEqualTo(wanted.stream().map(ReplayCommandTest::ndjson).toList());
    }

    @Test
    void shouldPrintTheRowsOfTheKeysThatAreAskedFor() {
        List<String> wanted = SENT.stream()
                .filter(r -> r.device().equals("p1") || r.device().equals("p3"))
                .map(ReplayCommandTest::ndjson)
                .toList();

        assertThat(rows(replay("press", "--key", "p1", "--key", "p3"))).isEqualTo(wanted);
        assertThat(rows(replay("press", "--key", "nobody"))).isEmpty();
    }

    @Test
    void shouldPrintTheRowsForWhichAConditionHolds() {
        List<String> wanted = SENT.stream()
                .filter(r -> r.device().startsWith("p1") && r.id() >= 100 && r.id() < 2000)
                .map(ReplayCommandTest::ndjson)
                .toList();

        assertThat(rows(replay("press", "--key", "p1*", "--where", "id >= 100 and id < 2000")))
                .isEqualTo(wanted);
        WeirProcess wrong = replay("press", "--where", "id > 1 and tmep < 2");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err())
                .startsWith("weir: --where: at character 12: there is no field 'tmep' in press; did you mean 'temp'?");
        assertThat(replay("press", "--where", "id >").err()).startsWith("weir: --where: at character 5: expected ");
    }

    @Test
    void shouldPrintTheLastRows() {
        List<String> all = SENT.stream()
                .filter(r -> r.device().equals("p2"))
                .map(ReplayCommandTest::ndjson)
                .toList();

        assertThat(rows(replay("press", "--key", "p2", "--tail", "5")))
                .isEqualTo(all.subList(all.size() - 5, all.size()));
        assertThat(rows(replay("press", "--key", "p2", "--tail", "1000000"))).hasSameSizeAs(all);
        assertThat(replay("press", "--tail", "5", "--limit", "5").err())
                .startsWith("weir: --tail and --limit cannot be given together");
    }

    @Test
    void shouldStopAtTheLimit() {
        assertThat(rows(replay("press", "--limit", "0"))).isEmpty();
        assertThat(rows(replay("press", "--key", "p2", "--limit", "3"))).hasSize(3);
        assertThat(rows(replay("press", "--limit", "0", "--follow"))).isEmpty();
    }

    @Test
    void shouldPrintCommaSeparatedValues() {
        Reading first = SENT.get(0);

        List<String> lines = rows(replay("press", "--format", "CSV", "--key", first.device(), "--limit", "1"));

        assertThat(lines)
                .containsExactly(
                        "time,key,id,temp", time(first) + "," + first.device() + "," + first.id() + "," + first.temp());
        assertThat(rows(replay("press", "--format", "csv", "--limit", "0"))).containsExactly("time,key,id,temp");
    }

    @Test
    void shouldPrintTheResultsOfAPipeline() {
        List<String> windows = rows(replay("press_1s", "--from", "2020-01-01T00:00:00Z", "--limit", "2"));

        assertThat(windows)
                .hasSize(2)
                .allMatch(line -> line.matches(
                        "\\{\"window_start\":\"[^\"]+Z\",\"window_end\":\"[^\"]+Z\",\"revision\":0,\"key\":\"p\\d\",\"n\":\\d+,"
                                + "\"temp_sum\":[-.E0-9]+,\"temp_max\":[-.E0-9]+}"));
        assertThat(rows(replay("press_4s", "--limit", "1", "--format", "csv")).get(0))
                .isEqualTo("window_start,window_end,revision,key,n,temp_sum,temp_max");
    }

    @Test
    void shouldPrintDeadLettersWithTheirReasonAndPayload() {
        List<String> letters = rows(replay("dead_letters"));

        assertThat(letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter)
                        .contains("\"source\":\"in\"")
                        .contains("\"stream\":\"press\"")
                        .contains("\"topic\":\"plant/p1/press\"")
                        .contains("\"payload\":\"{\\\"id\\\": 7, \\\"temp\""));
    }

    @Test
    void shouldSuggestTheNameThatWasMeant() {
        WeirProcess weir = replay("pres_1s");
        assertThat(weir.exitCode()).isEqualTo(1);
        assertThat(weir.out()).isEmpty();
        assertThat(weir.err()).isEqualTo("weir: no stream or pipeline 'pres_1s'; did you mean 'press_1s'?\n");

        assertThat(replay("zzzzzz").err())
                .isEqualTo(
                        "weir: no stream or pipeline 'zzzzzz'; there are: dead_letters, press, press_1s, press_4s\n");
    }

    @Test
    void shouldPrintTheRowsThatCameTooLateForAPipeline() throws Exception {
        List<Reading> tardy = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tardy.add(new Reading(2_000_000 + i, "tardy", Reading.START_MS + i * 500L, 1));
        }
        feed.send(tardy, 1);
        Await.until(
                PATIENCE,
                () -> "the late rows",
                () -> rows(replay("press", "--key", "tardy")).size() == 10);

        List<String> all = tardy.stream().map(ReplayCommandTest::ndjson).toList();
        assertThat(rows(replay("press_1s", "--late", "--key", "tardy"))).isEqualTo(all);
        assertThat(rows(replay("press_1s", "--late", "--key", "p*"))).isEmpty();
        String from = Instant.ofEpochMilli(Reading.START_MS + 1000).toString();
        assertThat(rows(replay("press_4s", "--late", "--key", "tardy", "--from", from, "--where", "id < 2000005")))
                .isEqualTo(all.subList(2, 5));
        assertThat(rows(replay("press_1s", "--late", "--key", "tardy", "--tail", "2")))
                .isEqualTo(all.subList(8, 10));

        assertThat(replay("press", "--late").err())
                .isEqualTo(
                        "weir: rows are late for the windows of a pipeline; those that read press: press_1s, press_4s\n");
        assertThat(replay("press_2s", "--late").err())
                .isEqualTo("weir: rows are late for the windows of a pipeline; no pipeline 'press_2s'; did you mean"
                        + " 'press_1s'?\n");
    }

    @Test
    void shouldFollowNewRowsUntilCtrlC() throws Exception {
        List<Reading> later = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            // Behind the watermark and every window: the other tests see nothing of them but in the stream of this key.
            later.add(new Reading(1_000_000 + i, "late", Reading.START_MS + i, 1));
        }
        try (WeirProcess weir = WeirProcess.start(dir, "replay", "press", "--key", "late", "--follow", "-c", file())) {
            feed.send(later.subList(0, 50), 1);
            Await.until(PATIENCE, weir::err, () -> weir.out().lines().count() == 50);
            feed.send(later.subList(50, 100), 1);
            Await.until(PATIENCE, weir::err, () -> weir.out().lines().count() == 100);
            assertThat(weir.alive()).isTrue();

            weir.signal("INT");

            assertThat(weir.exitCode()).isZero();
            assertThat(weir.err()).isEmpty();
            assertThat(weir.out().lines())
                    .containsExactlyElementsOf(
                            later.stream().map(ReplayCommandTest::ndjson).toList());
        }
    }

    @Test
    void shouldEndQuietlyWhenNobodyReadsOn() throws Exception {
        for (String format : List.of("ndjson", "csv")) {
            Process head = shell("\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "press", "--format", format);
            String out = new String(head.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(head.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(head.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(err).isEmpty();
            assertThat(out.lines()).hasSize(1);
            assertThat(head.exitValue()).as(format).isZero();
        }
    }

    @Test
    void shouldFailWhenTheOutputCannotBeWritten() throws Exception {
        Process full = shell("\"$@\" > /dev/full", "press");
        String err = new String(full.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(full.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(err).isEqualTo("weir: cannot write to standard output: No space left on device\n");
        assertThat(full.exitValue()).isEqualTo(1);
    }

    @Test
    void shouldSayThatNoApplianceHasRunYet() throws Exception {
        Path elsewhere = TestConfig.write(dir.resolve("elsewhere"), TestConfig.mqtt(1, "plant/#", 1), "0s", "");

        WeirProcess weir = WeirProcess.complete(dir, "replay", "press", "-c", elsewhere.toString());

        assertThat(weir.exitCode()).isEqualTo(1);
        assertThat(weir.out()).isEmpty();
        assertThat(weir.err())
                .isEqualTo("weir: there are no journals in " + dir.resolve("elsewhere/data")
                        + ": has the appliance run with this data_dir?\n");
        assertThat(dir.resolve("elsewhere/data")).doesNotExist();
    }

    @Test
    void shouldPrintTheSameAfterTheApplianceHasStopped() throws Exception {
        Path stopped = dir.resolve("stopped");
        Path other = TestConfig.write(stopped, TestConfig.mqtt(broker.port(), "other/#", 1), "0s", "");
        Appliance second = Appliance.start(TestConfig.read(other));
        try {
            Await.until(PATIENCE, () -> "subscription", () -> {
                feed.send("other/p1/press", SENT.get(0).json().getBytes(StandardCharsets.UTF_8), 1);
                return Journals.count(stopped.resolve("data"), "readings") > 0;
            });
        } finally {
            second.stop();
        }

        WeirProcess weir = WeirProcess.complete(stopped, "replay", "press", "-c", other.toString());

        assertThat(rows(weir)).isNotEmpty().allMatch(ndjson(SENT.get(0))::equals);
    }

    private String file() {
        return config.toString();
    }

    private WeirProcess replay(String... arguments) {
        List<String> command = new ArrayList<>(List.of("replay", "-c", file()));
        command.addAll(List.of(arguments));
        return WeirProcess.complete(dir, command.toArray(String[]::new));
    }

    private static List<String> rows(WeirProcess weir) {
        assertThat(weir.err()).isEmpty();
        assertThat(weir.exitCode()).isZero();
        return weir.out().lines().toList();
    }

    /** Runs {@code weir replay} within a line of bash, as {@code "$@"}. */
    private Process shell(String line, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/bash", "-c", line, "-"));
        List<String> words = new ArrayList<>(List.of("replay", "-c", file()));
        words.addAll(List.of(arguments));
        command.addAll(WeirProcess.command(words.toArray(String[]::new)));
        return new ProcessBuilder(command).start();
    }

    private static String time(Reading reading) {
        return Instant.ofEpochMilli(reading.timeMs()).toString();
    }

    private static String ndjson(Reading reading) {
        return "{\"time\":\"" + time(reading) + "\",\"key\":\"" + reading.device() + "\",\"id\":" + reading.id()
                + ",\"temp\":" + reading.temp() + "}";
    }

    @Test
    void shouldPrintTheColumnsThatAreAskedFor() throws Exception {
        assertThat(rows(replay("press", "--fields", "temp,key", "--tail", "2", "--format", "csv")))
                .isEqualTo(List.of(
                        "temp,key",
                        SENT.get(READINGS - 2).temp() + ","
                                + SENT.get(READINGS - 2).device(),
                        SENT.get(READINGS - 1).temp() + ","
                                + SENT.get(READINGS - 1).device()));
        assertThat(rows(replay("press", "--fields", "arrival", "--tail", "1")).get(0))
                .matches("\\{\"arrival\":\"20[0-9-]+T[0-9:.]+Z\"}");
        WeirProcess wrong = replay("press", "--fields", "time,tmep");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("weir: --fields: there is no column 'tmep' in press; did you mean 'temp'?");
    }

    @Test
    void shouldWriteToAFile() throws Exception {
        Path file = dir.resolve("rows.ndjson");
        WeirProcess weir = replay("press", "--tail", "3", "-o", file.toString());
        assertThat(weir.exitCode()).as(weir.err()).isZero();
        assertThat(weir.out()).isEmpty();
        assertThat(Files.readString(file))
                .isEqualTo(replay("press", "--tail", "3").out());
        WeirProcess failed = replay("press", "-o", dir.resolve("no/folder").toString());
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).startsWith("weir: cannot write " + dir.resolve("no/folder"));
    }

    @Test
    void shouldKeepTheDistancesOfTheirArrival() {
        WeirProcess fast = replay("press", "--limit", "5", "--speed", "1000x");
        assertThat(rows(fast)).isEqualTo(rows(replay("press", "--limit", "5")));
        WeirProcess wrong = replay("press", "--speed", "fast");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err())
                .startsWith("weir: --speed is 'fast'; expected max, or how many times as fast: 1x, 10x, 0.5x");
    }
}

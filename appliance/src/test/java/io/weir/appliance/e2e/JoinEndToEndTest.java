package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that looks up a table in a file and another stream, in a process that is killed and whose table is changed. */
@Tag("slow")
class JoinEndToEndTest {
    private static final String RESULT =
            "{\"window_start\":\"2026-11-22T10:00:%sZ\",\"window_end\":\"2026-11-22T10:00:%sZ\",\"revision\":0,"
                    + "\"area\":\"%s\",\"n\":1,\"off\":%s}";

    @TempDir
    private Path dir;

    private HttpFeed feed;
    private String config;

    private WeirProcess start() {
        WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config);
        feed.awaitListening(weir);
        return weir;
    }

    private void table(String... lines) throws Exception {
        Path written = Files.writeString(dir.resolve("new"), "device,area\n" + String.join("\n", lines) + "\n");
        Files.move(written, dir.resolve("machines.csv"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void post(String stream, String line) throws Exception {
        assertThat(feed.post(stream, line).statusCode()).isEqualTo(202);
    }

    private void temp(int second, int temp) throws Exception {
        post("press", "{\"ts\":\"2026-11-22T10:00:%02dZ\",\"device\":\"p7\",\"temp\":%d}".formatted(second, temp));
    }

    private void await(WeirProcess weir, String name, int rows) {
        Await.until(
                Duration.ofSeconds(60),
                () -> name + ": " + replay(name) + "; " + weir.err(),
                () -> replay(name).size() == rows);
    }

    private List<String> replay(String name) {
        String journal = name.equals("deviation") ? "results" : "readings";
        return Journals.rows(dir.resolve("data"), journal, name);
    }

    private static String result(int second, String area, String off) {
        return RESULT.formatted("%02d".formatted(second), "%02d".formatted(second + 1), area, off);
    }

    @Test
    void shouldFindTheRowsOfTheirTimesAfterAKillAndAChangeOfTheTable() throws Exception {
        feed = new HttpFeed();
        table("p7,north", "p8,south");
        config = Files.writeString(dir.resolve("weir.yaml"), """
                        version: 1
                        data_dir: data
                        sources:
                          %s
                          tables: { type: file, paths: [machines.csv], reload: true, skip_lines: 1 }
                        streams:
                          press: { inputs: [in], key: $.device, time: $.ts, fields: { temp: double }, out_of_orderness: 0s }
                          recipes: { inputs: [in], key: $.device, time: $.ts, fields: { target: double } }
                          machines:
                            inputs: [tables]
                            decode: { type: csv, columns: [device, area] }
                            key: $.device
                            fields: { area: string }
                        pipelines:
                          deviation:
                            input: press
                            join:
                              recipe: { stream: recipes }
                              machine: { stream: machines, type: latest }
                            let: { area: machine.area, off: temp - recipe.target }
                            group_by: [area]
                            window: { type: tumbling, size: 1s }
                            aggregate: { n: count(), off: max(off) }
                        api: { listen: off }
                        """.formatted(feed.source()))
                .toString();

        try (WeirProcess weir = start()) {
            await(weir, "machines", 2);
            post("recipes", "{\"ts\":\"2026-11-22T10:00:00Z\",\"device\":\"p7\",\"target\":80}");
            post("recipes", "{\"ts\":\"2026-11-22T10:00:05Z\",\"device\":\"p7\",\"target\":60}");
            temp(4, 81);
            temp(5, 81);
            temp(6, 82);
            await(weir, "deviation", 2);
            weir.kill();
        }
        table("p7,east", "p8,south");
        try (WeirProcess weir = start()) {
            await(weir, "machines", 4);
            temp(7, 83);
            temp(8, 84);
            await(weir, "deviation", 4);
            weir.terminate();
            assertThat(weir.exitCode()).as(weir.err()).isZero();
        }
        assertThat(replay("deviation"))
                .containsExactly(
                        result(4, "north", "1.0"),
                        result(5, "north", "21.0"),
                        result(6, "north", "22.0"),
                        result(7, "east", "23.0"));
    }
}

package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.Appliance;
import io.weir.appliance.Pipelines;
import io.weir.appliance.backtest.Backtest;
import io.weir.storage.ReadOnlyStore;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backtest of more windows at one moment than wait for each other. */
@Tag("slow")
class BacktestTest {
    @TempDir
    private Path dir;

    @Test
    void shouldFindTheResultsOfMoreKeysThanWaitForEachOther() throws Exception {
        int keys = 150_000;
        Path data = dir.resolve("data");
        Path config = Files.writeString(dir.resolve("weir.yaml"), """
                version: 1
                data_dir: data
                sources: { rows: { type: file, paths: [rows.csv] } }
                streams:
                  press:
                    inputs: [rows]
                    decode: { type: csv, columns: [device, second] }
                    key: $.device
                    time: { path: $.second, unit: s }
                    out_of_orderness: 0s
                    fields: { second: long }
                pipelines:
                  counted:
                    input: press
                    window: { type: tumbling, size: 1h }
                    max_keys: 200000
                    aggregate: { n: count() }
                api: { listen: off }
                """);
        try (BufferedWriter out = Files.newBufferedWriter(dir.resolve("rows.csv"))) {
            for (int key = 0; key < keys; key++) {
                out.write("d" + key + ",1790000000\n");
            }
            out.write("last,1790007200\n");
        }
        Appliance appliance = Appliance.start(TestConfig.read(config));
        try {
            Await.until(
                    Duration.ofSeconds(60),
                    () -> Journals.count(data, "results") + " results",
                    () -> Journals.count(data, "results") >= keys);
        } finally {
            appliance.stop();
        }

        Pipelines.Compiled pipeline = Pipelines.compile(TestConfig.read(config)).get(0);
        try (ReadOnlyStore store = ReadOnlyStore.open(data)) {
            Backtest backtest = new Backtest(store, pipeline, Long.MIN_VALUE, Long.MAX_VALUE, 0, difference -> {});
            backtest.run((done, total) -> {});

            assertThat(backtest.notes()).isEmpty();
            assertThat(backtest.tally().isEqual()).isTrue();
            assertThat(backtest.tally().equalWindows()).isEqualTo(keys);
        }
    }
}

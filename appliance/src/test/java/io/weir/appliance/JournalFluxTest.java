package io.weir.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.ConfigException;
import io.weir.config.ConfigReader;
import io.weir.config.WeirConfig;
import io.weir.model.RowBatch;
import io.weir.processing.Pipeline;
import io.weir.storage.Journal;
import io.weir.storage.JournalReader;
import io.weir.storage.JournalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Schedulers;

/** A journal for somebody who asks for one document at a time. */
class JournalFluxTest {
    private static final String CONFIG = """
            version: 1
            data_dir: %s
            sources:
              plant: { type: mqtt, url: mqtt://localhost, topics: ["#"] }
            streams:
              press: { inputs: [plant], fields: { temp: double }, out_of_orderness: 0s }
            pipelines:
              press_1s:
                input: press
                window: { type: tumbling, size: 1s, allowed_lateness: 1s }
                aggregate: { n: count(), sum: sum(temp) }
            storage: { sync: { mode: none } }
            """;

    private static final long START = 1_764_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path directory;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private WeirConfig config;
    private JournalStore store;
    private Journal readings;
    private int written;

    @BeforeEach
    void open() throws IOException, ConfigException {
        Path file = directory.resolve("weir.yaml");
        Files.writeString(file, CONFIG.formatted(directory.resolve("data")));
        config = ConfigReader.read(file, name -> null);
        store = JournalStore.open(config.dataDir(), config.storage());
        readings = store.journal("readings");
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Some rows, of which a few are late. */
    private void write(int documents) {
        RowBatch batch = new RowBatch(config.streams().get("press").schema(), 8);
        for (int i = 0; i < documents; i++) {
            batch.clear();
            int partition = batch.partitions().intern("plant");
            for (int row = 0; row < 8; row++, written++) {
                long time = START + written * SECOND / 20 - (written % 7 == 0 ? SECOND : 0);
                batch.startRow(time, time, batch.dictionary().intern("k" + row % 3), partition);
                batch.setDouble(0, written);
                batch.commitRow();
            }
            readings.append(batch);
        }
    }

    /** Asks for nothing by itself. */
    private static final class Asking extends BaseSubscriber<RowBatch> {
        private final Consumer<RowBatch> consumer;
        private boolean complete;

        Asking(Consumer<RowBatch> consumer) {
            this.consumer = consumer;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        @Override
        protected void hookOnNext(RowBatch batch) {
            consumer.accept(batch);
        }

        @Override
        protected void hookOnComplete() {
            complete = true;
        }
    }

    /** On the thread that asks. */
    private Asking follow(JournalReader reader, Consumer<RowBatch> consumer) {
        Asking asking = new Asking(consumer);
        JournalFlux.follow(reader, store.commit(), Schedulers.immediate(), stopped::get)
                .subscribe(asking);
        return asking;
    }

    @Test
    void shouldReadADocumentForEachThatIsAskedFor() {
        write(30);
        JournalReader reader = readings.reader(0);
        List<Long> sequences = new ArrayList<>();
        Asking asking = follow(reader, batch -> sequences.add(batch.sequence()));
        assertThat(reader.sequence()).isZero();
        for (int asked = 1; asked <= 30; asked++) {
            asking.request(1);
            assertThat(sequences).hasSize(asked).endsWith((long) asked);
            assertThat(reader.sequence()).isEqualTo(asked);
        }
        assertThat(asking.complete).isFalse();

        stopped.set(true);
        asking.request(1);

        assertThat(asking.complete).isTrue();
        assertThat(sequences).hasSize(30);
    }

    @Test
    void shouldGiveAPipelineThatAsksForOneAtATimeWhatItWouldHaveHad() throws ConfigException {
        List<String> slow = new ArrayList<>();
        Asking asking = follow(readings.reader(0), into(slow));
        for (int i = 0; i < 100; i++) {
            // It falls behind, further and further.
            write(2);
            asking.request(1);
        }
        assertThat(slow).isNotEmpty();
        stopped.set(true);
        for (int i = 0; i <= 100; i++) {
            assertThat(asking.complete).isFalse();
            asking.request(1);
        }
        assertThat(asking.complete).isTrue();

        List<String> fast = new ArrayList<>();
        Asking all = follow(readings.reader(0), into(fast));
        all.request(Long.MAX_VALUE);
        assertThat(all.complete).isTrue();
        assertThat(slow).hasSizeGreaterThan(200).isEqualTo(fast).anyMatch(result -> result.contains(" revision 1"));
    }

    /** The pipeline of the configuration, with what it gives. */
    private Consumer<RowBatch> into(List<String> results) throws ConfigException {
        Pipeline pipeline = Pipelines.compile("press_1s", config);
        int revision = pipeline.resultSchema().indexOf("revision");
        int count = pipeline.resultSchema().indexOf("n");
        int sum = pipeline.resultSchema().indexOf("sum");
        return batch -> pipeline.accept(batch, out -> {
            for (int row = 0; row < out.rowCount(); row++) {
                results.add("%s until %d revision %d: %d, %s"
                        .formatted(
                                out.keyText(row),
                                out.times()[row],
                                out.longs(revision)[row],
                                out.longs(count)[row],
                                out.doubles(sum)[row]));
            }
        });
    }
}

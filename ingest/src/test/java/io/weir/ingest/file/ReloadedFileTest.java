package io.weir.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.FileSourceConfig.Order;
import io.weir.config.FileSourceConfig.Reading;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tables: files that are read anew when they change. */
class ReloadedFileTest extends FileFixture {
    @Test
    void shouldReadATableAnewWhenItChanges() throws Exception {
        write("table.ndjson", lines(0, 1000));
        start(Reading.RELOAD, Order.NAME, 0, 200_000, "*.ndjson");
        awaitRows(1000);

        // As some editors do it, in place, with the same beginning; as others do, with a new file; and a second table.
        Files.writeString(dir.resolve("table.ndjson"), lines(0, 1001));
        awaitRows(2001);
        Files.writeString(dir.resolve("new"), lines(0, 999));
        Files.move(dir.resolve("new"), dir.resolve("table.ndjson"), StandardCopyOption.REPLACE_EXISTING);
        write("second.ndjson", lines(5000, 10));
        awaitRows(3010);

        ingest.stop().get(30, TimeUnit.SECONDS);
        start(Reading.RELOAD, Order.NAME, 0, 200_000, "*.ndjson");
        Files.writeString(dir.resolve("second.ndjson"), lines(6000, 1));
        awaitRows(3011);

        List<Long> expected = new ArrayList<>(range(0, 1000));
        expected.addAll(range(0, 1001));
        List<Long> others = new ArrayList<>(range(0, 999));
        others.addAll(range(5000, 10));
        others.addAll(range(6000, 1));
        assertThat(sequences().subList(0, 2001)).isEqualTo(expected);
        assertThat(sequences().subList(2001, 3011)).containsExactlyInAnyOrderElementsOf(others);
    }
}

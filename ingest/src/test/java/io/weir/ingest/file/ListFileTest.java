package io.weir.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.FileSourceConfig.Order;
import io.weir.config.FileSourceConfig.Reading;
import io.weir.ingest.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sources of files that are lists. */
class ListFileTest extends FileFixture {
    private static String array(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "  {\n    \"seq\": " + i + "\n  }")
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String list(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "- seq: " + i + "\n  pad: 'x'\n")
                .collect(Collectors.joining());
    }

    @Test
    void shouldReadListsByItemsAndOtherJsonFilesByLines() throws Exception {
        write("a.json", array(0, 2000));
        write("b.json", lines(2000, 100));
        write("c.yaml", list(2100, 500));
        write("d.yml", "one: { seq: 2600 }\ntwo: { seq: 2601 }\n");
        write("e.json", "[]");

        start(false, "*");
        awaitDone();
        assertThat(sequences()).isEqualTo(range(0, 2602));
        assertThat(source.lagBytes()).hasValue(0);
        assertThat(stats().deadLetterCount()).isZero();

        ingest.stop().get(30, TimeUnit.SECONDS);
        start(false, "*");
        awaitDone();
        assertThat(stats().journaled()).isZero();
        assertThat(sequences()).hasSize(2602);
    }

    @Test
    void shouldHaveEachItemOnceWhenAProcessDiesInTheMiddle() throws Exception {
        write("a.json", array(0, 5000));
        write("b.yaml", list(5000, 5000));
        start(false, Order.TOGETHER, 0, 500, "*");
        awaitRows(1);
        for (int death = 0; death < 5; death++) {
            journals.hold();
            awaitHeld(10_000);
            crash();
            start(false, death % 2 == 0 ? Order.NAME : Order.TOGETHER, 0, 500, "*");
        }
        awaitDone();

        assertThat(sequences()).containsExactlyInAnyOrderElementsOf(range(0, 10_000));
    }

    @Test
    void shouldGoOnWhereABrokenFileWasBroken() throws Exception {
        String json = array(0, 1500);
        String yaml = list(1500, 100);
        // The first half of an array; a list with a quote that is never closed.
        Path array = write("a.json", json.substring(0, json.indexOf("\"seq\": 1200")));
        Path list = write("b.yaml", yaml + "- 'x");
        start(false, "*");
        awaitRows(1200);
        Await.until(
                PATIENCE,
                () -> "error " + source.stats(),
                () -> source.stats().lastError().contains("b.yaml"));
        assertThat(source.stats().lastError())
                .contains("is not read as YAML: line 201, column 3: this quote is never closed", "trying again");
        assertThat(sequences()).isEqualTo(range(0, 1200));
        assertThat(source.isDone()).isFalse();

        Files.writeString(array, json);
        Files.writeString(list, yaml);
        awaitDone();
        assertThat(sequences()).containsExactlyInAnyOrderElementsOf(range(0, 1600));
    }

    @Test
    void shouldMakeDeadLettersOfItemsThatAreTooLargeOrWrong() throws Exception {
        String large = "{\"seq\":1,\"x\":\"" + "y".repeat(300_000) + "\"}";
        write("a.json", "[{\"seq\":0}, " + large + ", {\"seq\":\"x\"}, {\"seq\":1}]");
        write("b.yaml", "- seq: 2\n- seq: 2\n  x: " + "y".repeat(300_000) + "\n- seq: '3 '\n- seq: 3\n");

        start(false, "*");
        awaitDone();

        assertThat(sequences()).isEqualTo(range(0, 4));
        assertThat(journals.rows("dead_letters", "dead_letters"))
                .extracting(row -> row.get("reason") + " " + row.get("size"))
                .containsExactly(
                        "payload_too_large " + large.length(),
                        "type_mismatch 11",
                        "payload_too_large " + large.length(),
                        "type_mismatch 12");
    }

    @Test
    void shouldReadATableAnewWhenItChanges() throws Exception {
        write("table.yaml", list(0, 300));
        write("table.json", array(300, 300));
        start(Reading.RELOAD, Order.NAME, 0, 200_000, "table.*");
        awaitRows(600);

        Files.writeString(dir.resolve("new"), list(600, 2));
        Files.move(dir.resolve("new"), dir.resolve("table.yaml"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(dir.resolve("new"), array(602, 2));
        Files.move(dir.resolve("new"), dir.resolve("table.json"), StandardCopyOption.REPLACE_EXISTING);
        awaitRows(604);
        // A table of lines takes the array's place.
        Files.writeString(dir.resolve("new"), lines(604, 3));
        Files.move(dir.resolve("new"), dir.resolve("table.json"), StandardCopyOption.REPLACE_EXISTING);
        awaitRows(607);

        assertThat(sequences()).containsExactlyInAnyOrderElementsOf(range(0, 607));
    }

    @Test
    void shouldFollowLinesWhateverTheNameOfTheFile() throws Exception {
        write("a.json", "[1]\n" + lines(0, 2));
        write("b.yaml", lines(2, 1));
        start(true, "*");
        awaitRows(3);
        write("a.json", lines(3, 2));
        awaitRows(5);
        assertThat(sequences()).containsExactlyInAnyOrderElementsOf(range(0, 5));
        assertThat(stats().deadLetterCount()).isEqualTo(1);
    }
}

package io.weir.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.yaml.YamlTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON arrays and YAML files, item by item. */
class ListReaderTest {
    private static final int MAX_ITEM = 100;

    private static ListItems json(String text) throws IOException {
        return new JsonItems(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static ListItems yaml(String text) throws IOException {
        return new YamlItems(Path.of("table.yaml"), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> read(ListItems items) throws IOException {
        return read(new ListReader(items, 0, 1 << 20), new ArrayList<>());
    }

    /** Reads on to the end; what was read before an error is in {@code into}. */
    private static List<String> read(ListReader reader, List<String> into) throws IOException {
        while (!reader.isAtEnd()) {
            reader.read();
            for (int i = 0; i < reader.count(); i++) {
                assertThat(reader.last(i)).isEqualTo(reader.offset() - reader.count() + i);
                into.add(new String(reader.bytes(), reader.start(i), reader.length(i), StandardCharsets.UTF_8));
            }
        }
        return into;
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "{\"seq\":" + i + "}").toList();
    }

    @Test
    void shouldGiveTheItemsOfAnArrayAsTheyAreWhateverTheLines() throws Exception {
        assertThat(read(json("""

                \t[
                  {
                    "name": "Öl \\"7\\" \uD83D\uDE00", "half": "a\\ud83d",
                    "limits": { "max": [1.50, -0.0, 12345678901234567890123, 1E+400] },
                    "on": true, "off": false, "none": null
                  },
                  [], {}, [[1], 2], "text\\n", 7
                ]
                """)))
                .containsExactly(
                        "{\"name\":\"Öl \\\"7\\\" \uD83D\uDE00\",\"half\":\"a?\",\"limits\":{\"max\":"
                                + "[1.50,-0.0,12345678901234567890123,1E+400]},\"on\":true,\"off\":false,\"none\":null}",
                        "[]",
                        "{}",
                        "[[1],2]",
                        "\"text\\n\"",
                        "7");
        assertThat(read(json("[]"))).isEmpty();
        assertThat(read(json("\uFEFF[1]"))).containsExactly("1");
    }

    @Test
    void shouldBeginAtAnyItem() throws Exception {
        String text = String.join(",\n", numbers(0, 5000));
        for (int from : List.of(0, 1, 1023, 1024, 1025, 4999, 5000, 6000)) {
            List<String> expected = numbers(Math.min(from, 5000), 5000);
            ListReader reader = new ListReader(json("[" + text + "]"), from, MAX_ITEM);
            assertThat(read(reader, new ArrayList<>())).isEqualTo(expected);
            assertThat(reader.offset()).isEqualTo(Math.max(from, 5000));
            String list = numbers(0, 5000).stream().collect(Collectors.joining("\n- ", "- ", "\n"));
            assertThat(read(new ListReader(yaml(list), from, MAX_ITEM), new ArrayList<>()))
                    .isEqualTo(expected);
        }
    }

    @Test
    void shouldKeepTheBeginningOfAnItemThatIsTooLargeAndCountAllOfIt() throws Exception {
        String large = "{\"x\":\"" + "y".repeat(400_000) + "\"}";
        ListReader reader = new ListReader(json("[1, " + large + ", 2]"), 0, MAX_ITEM);
        reader.read();
        assertThat(reader.count()).isEqualTo(3);
        assertThat(List.of(reader.size(0), reader.size(1), reader.size(2))).containsExactly(1L, 400_008L, 1L);
        assertThat(reader.length(1)).isEqualTo(MAX_ITEM);
        assertThat(new String(reader.bytes(), 0, reader.start(2) + 1, StandardCharsets.UTF_8))
                .isEqualTo("1" + large.substring(0, MAX_ITEM) + "2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1, 2, 3          | 2 | line 1, column 9",
                "[1, 2, 34         | 2 | line 1, column 10",
                "[1, {'a': 2}, {'a'| 2 | line 1, column 19",
                "[1, 2 3]          | 1 | line 1, column 7",
                "[1, 2,]           | 1 | line 1, column 7",
                "[1, 2]]           | 2 | line 1, column 7",
                "[1, 2] [3]        | 2 | line 1, column 8: the array has ended, and more follows; a file with an array in each",
                "[1, nonsense]     | 0 | line 1, column 5",
                "[                 | 0 | line 1, column 2",
            })
    void shouldGiveWhatStandsBeforeAnErrorOnceAndSayWhereItIs(String text, int whole, String place) throws Exception {
        List<String> items = new ArrayList<>();
        assertThatThrownBy(() -> read(new ListReader(json(text.replace('\'', '"')), 0, MAX_ITEM), items))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("is not read as a JSON array: ")
                .hasMessageContaining(place)
                .hasMessageEndingWith("; correct the file, or write another and rename it");
        assertThat(items).hasSize(whole);
    }

    @Test
    void shouldGiveTheItemsOfAYamlListWithAnchorsAndMergeKeys() throws Exception {
        assertThat(read(yaml("""
                # devices
                - &base { site: plant, limits: &l [1, 2.50] }
                - name: p7
                  <<: *base
                  site: north
                - limits: *l
                  note: |
                    two
                    lines
                - { <<: [{ a: 1 }, { a: 2, b: 3 }], c: "<<" }
                - grün
                """)))
                .containsExactly(
                        "{\"site\":\"plant\",\"limits\":[1,2.50]}",
                        "{\"name\":\"p7\",\"site\":\"north\",\"limits\":[1,2.50]}",
                        "{\"limits\":[1,2.50],\"note\":\"two\\nlines\\n\"}",
                        "{\"c\":\"<<\",\"a\":1,\"b\":3}",
                        "\"grün\"");
        assertThat(read(yaml("# nothing yet\n"))).isEmpty();
        assertThat(read(yaml("[]"))).isEmpty();
    }

    @Test
    void shouldNameTheMappingsOfAMapping() throws Exception {
        assertThat(read(yaml("p7: { area: north }\n8:\n  area: south\n  max: 5\np9: {}\n")))
                .containsExactly(
                        "{\"name\":\"p7\",\"area\":\"north\"}",
                        "{\"name\":\"8\",\"area\":\"south\",\"max\":5}",
                        "{\"name\":\"p9\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "7 | 7",
                "+7 | 7",
                "-007 | -7",
                "0x1F | 31",
                "0o17 | 15",
                "1_000 | \"1_000\"",
                "12345678901234567890123 | 12345678901234567890123",
                "1. | 1",
                ".5 | 0.5",
                "1.50 | 1.50",
                "1e3 | 1E+3",
                "'7' | \"7\"",
                "\"7.5\" | \"7.5\"",
                ".inf | \"Infinity\"",
                "-.Inf | \"-Infinity\"",
                ".nan | \"NaN\"",
                "~ | null",
                "null | null",
                "'null' | \"null\"",
                "True | true",
                "false | false",
                "yes | \"yes\"",
                "2026-11-22 | \"2026-11-22\"",
                "12:30:45 | \"12:30:45\"",
                "1.2.3 | \"1.2.3\"",
                "\"\\ud83d\" | \"?\"",
            })
    void shouldTakeScalarsAsTheCoreSchemaDoes(String scalar, String expected) throws Exception {
        assertThat(read(yaml("- " + scalar + "\n"))).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "- a: 1\\n- [2                | line 2, column 5: expected ',' or ']'; the '[' was opened at line 2, column 3",
                "- a: 1\\n  a: 2              | line 2, column 3: duplicate key 'a'",
                "- a: 1\\n- a: *b             | line 2, column 6: no value above is named &b, or *b stands within it",
                "- &a [*a]                    | line 1, column 7: no value above is named &a, or *a stands within it",
                "- a: !!str 1                 | line 1, column 6: tags (!…) are not supported; remove the tag",
                "- a\\n---\\n- b              | line 2, column 1: a second document begins here",
                "- { <<: 1 }                  | line 1, column 5: '<<' takes over the members of a mapping",
                "- ? [a]\\n  : 1              | line 1, column 5: a key must be a word",
                "text                         | line 1, column 1: holds a single value; expected a list",
                "p7: 1                        | line 1, column 1: 'p7' holds no mapping; expected a list",
                "p7: { name: x }              | line 1, column 1: 'p7' has a member 'name'",
                "- 1e99999999999              | line 1, column 3: '1e99999999999' is a number that is not supported",
            })
    void shouldSayWhereAYamlFileIsNoTable(String text, String message) {
        assertThatThrownBy(() -> yaml(text.replace("\\n", "\n")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("is not read as YAML: " + message)
                .hasMessageEndingWith("; correct the file, or write another and rename it");
    }

    @Test
    void shouldRefuseWhatWouldFillTheMemory() {
        String bomb = "- &a0 [" + "x".repeat(1000) + "]\n"
                + IntStream.range(1, 30)
                        .mapToObj(i -> "- &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n")
                        .collect(Collectors.joining());
        assertThatThrownBy(() -> yaml(bomb))
                .hasMessageContaining("with its aliases written out, the file would be larger");
        String chain = "- &a0 [1]\n"
                + IntStream.range(1, 40)
                        .mapToObj(i -> "- &a" + i + " [*a" + (i - 1) + "]\n")
                        .collect(Collectors.joining());
        assertThatThrownBy(() -> yaml(chain)).hasMessageContaining("is nested more than 32 levels deep");
        assertThatThrownBy(() -> yaml("[".repeat(100_000))).hasMessageContaining("is nested more than 32 levels deep");
        assertThatThrownBy(() -> yaml("- " + "9".repeat(2000))).hasMessageContaining("a number that is not supported");
        assertThatThrownBy(() -> yaml("#".repeat(YamlTable.MAX_BYTES + 1)))
                .hasMessageStartingWith("is larger than 16MiB");
    }

    @Test
    void shouldReadAYamlFileOfTheLargestSize() throws Exception {
        String items = "- 7\n".repeat(1000);
        assertThat(read(yaml(items + "#".repeat(YamlTable.MAX_BYTES - items.length()))))
                .hasSize(1000);
    }

    @Test
    void shouldRefuseBytesThatAreNoText() {
        byte[] bytes = {'-', ' ', (byte) 0xFF};
        assertThatThrownBy(() -> new YamlItems(Path.of("t.yaml"), new ByteArrayInputStream(bytes)))
                .hasMessageStartingWith("is not read as YAML: line 1, column 3: byte 0xFF is not valid UTF-8");
    }

    @Test
    void shouldLeaveTheFileOpenForWhoeverHasOpenedIt() throws Exception {
        boolean[] closed = {false};
        InputStream in = new ByteArrayInputStream("[1, 2]\n".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        ListReader reader = new ListReader(new JsonItems(in), 0, 100);
        do {
            reader.read();
        } while (!reader.isAtEnd());
        assertThat(closed[0]).isFalse();
    }
}

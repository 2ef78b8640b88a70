package io.weir.appliance.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.Schema;
import io.weir.storage.JournalStore;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SQL of the README runs. */
class ReadmeExamplesTest {
    private static final Schema PRESS_1M = new Schema(
            Schema.Kind.RESULT,
            "press_1m",
            List.of(
                    new Field("window_start", FieldType.TIMESTAMP),
                    new Field("window_end", FieldType.TIMESTAMP),
                    new Field("revision", FieldType.LONG),
                    new Field("key", FieldType.STRING),
                    new Field("temp_avg", FieldType.DOUBLE)));

    @TempDir
    private Path dir;

    @Test
    void shouldRunEveryStatement() throws Exception {
        try (JournalStore store = RecordedRows.open(dir)) {
            assertThat(RecordedRows.append(store, new Random(7), 10, 0)).isNotEmpty();
        }
        String readme = Files.readString(Path.of("..", "README.md"));
        int start = readme.indexOf("```sql\n") + "```sql\n".length();
        List<String> statements = Statements.split(readme.substring(start, readme.indexOf("```", start)))
                .all();
        assertThat(statements).hasSizeGreaterThan(3);
        QueryOptions options = new QueryOptions(
                dir,
                Map.of(PRESS_1M, "results"),
                TimeRange.ALL,
                QueryOptions.MEMORY,
                Optional.empty(),
                false,
                Optional.empty());
        try (QuerySession session = QuerySession.open(options)) {
            for (String statement : statements) {
                assertThat(session.run(statement, List.of(), new CsvRows(new ByteArrayOutputStream()))
                                .warnings())
                        .as(statement)
                        .isEmpty();
            }
        }
    }
}

package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake inside an expression must be shown where it stands in the file. */
class ExpressionLocationTest {
    @TempDir
    Path folder;

    /** {@code |} stands for a line end in the file, {@code !} for the block indicator. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "where: temp > 200,                      30:12, 30:19",
                "where: 'temp > 200',                    30:13, 30:20",
                "where: \"temp > 200\",                  30:13, 30:20",
                "where: \"  temp > 200\",                30:15, 30:22",
                "where: !|      temp > 200,              31:7,  31:14",
                "where: !-  # why||       temp|       > 200, 32:8, 33:10",
                "where: >-|      temp > 200,             31:7,  31:14",
            })
    void shouldPointAtTheCharacter(String where, String start, String number) throws Exception {
        String yaml = BadConfigTest.resource("good.yaml")
                .replace(
                        "where: temp > -40 and temp < 200",
                        where.replace('|', '\n').replace('!', '|'));

        Expression expression = Configs.get(Configs.read(folder, yaml, Map.of()).pipelines(), "press_1m")
                .where()
                .orElseThrow();

        assertThat(expression.path()).isEqualTo("pipelines.press_1m.where");
        assertThat(expression.text().replace('\n', ' ')).isEqualTo("temp > 200");
        assertThat(expression.location()).hasToString(folder.resolve("weir.yaml") + ":" + start);
        assertThat(expression.locationAt(expression.text().indexOf("200")))
                .hasToString(folder.resolve("weir.yaml") + ":" + number);
    }
}

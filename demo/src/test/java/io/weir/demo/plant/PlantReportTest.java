package io.weir.demo.plant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlantReportTest {
    @Test
    void shouldReadWhatItWrote() {
        PlantReport report = new PlantReport(true, 1.5, 10, 9, 1, 4, 6, 3, 1, 5, 1, 2, 1, 3, 12);
        assertThat(report.toJson())
                .isEqualTo("{\"last\":true,\"seconds\":1.500,\"sent\":10,\"acked\":9,\"failed\":1,\"mqtt\":4,"
                        + "\"kafka\":6,\"press\":3,\"pump\":1,\"cell\":5,\"room\":1,"
                        + "\"malformed\":2,\"late\":1,\"out_of_order\":3,\"behind_ms\":12}");
        assertThat(PlantReport.parse(report.toJson())).contains(report);
        assertThat(PlantReport.parse("something else")).isEmpty();
    }
}

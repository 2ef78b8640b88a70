package io.weir.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightWindowTest {
    @Test
    void asksOnceForEachHalfOfTheDeclaredWindow() {
        InFlightWindow window = new InFlightWindow(1000);
        int asked = 0;
        for (int message = 1; message <= 5000; message++) {
            if (window.wantsAcknowledgements(1, Math.min(message, 999))) {
                asked++;
            }
        }
        assertThat(asked).isEqualTo(10);
    }

    @Test
    void asksAgainAndAgainWhileTheWindowIsFull() {
        InFlightWindow window = new InFlightWindow(1000);
        assertThat(window.wantsAcknowledgements(1000, 1000)).isTrue();
        assertThat(window.wantsAcknowledgements(0, 1000)).isTrue();
        assertThat(window.wantsAcknowledgements(0, 999)).isFalse();
    }

    @Test
    void learnsTheBrokersOwnLimitFromTwoSilences() {
        InFlightWindow window = new InFlightWindow(1000);
        window.silent(20);
        assertThat(window.wantsAcknowledgements(0, 20)).isFalse();
        window.silent(20);
        assertThat(window.wantsAcknowledgements(0, 20)).isTrue();
        assertThat(window.wantsAcknowledgements(0, 19)).isFalse();
        window.silent(30);
        assertThat(window.wantsAcknowledgements(0, 30))
                .as("20 was no limit after all")
                .isFalse();
    }

    @Test
    void neverAsksWhereNothingIsAcknowledged() {
        assertThat(new InFlightWindow(0).wantsAcknowledgements(5000, 5000)).isFalse();
    }
}

package io.weir.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void shouldLetRowsGoAsFarApartAsTheyCame() {
        Pace pace = new Pace(1);
        assertThat(pace.remaining(5_000, 100)).isZero();
        assertThat(pace.remaining(5_700, 100)).isEqualTo(700);
        assertThat(pace.remaining(5_700, 400)).isEqualTo(400);
        assertThat(pace.remaining(5_700, 900)).isNegative();
        assertThat(pace.remaining(5_600, 100)).isEqualTo(600);
    }

    @Test
    void shouldDivideTheDistances() {
        Pace pace = new Pace(10);
        pace.remaining(0, 0);
        assertThat(pace.remaining(1_000, 0)).isEqualTo(100);
        Pace slow = new Pace(0.5);
        slow.remaining(0, 0);
        assertThat(slow.remaining(1_000, 500)).isEqualTo(1_500);
    }

    @Test
    void shouldNotWaitForRowsThatCameBefore() {
        Pace pace = new Pace(1);
        pace.remaining(1_000, 0);
        assertThat(pace.remaining(200, 10)).isNegative();
    }
}

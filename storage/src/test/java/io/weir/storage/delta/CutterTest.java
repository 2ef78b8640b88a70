package io.weir.storage.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CutterTest {
    private static Set<Integer> cuts(byte[] bytes) {
        Set<Integer> cuts = new HashSet<>();
        for (int at = 0; at < bytes.length; ) {
            int end = Cutter.cut(bytes, at, bytes.length);
            assertThat(end - at).isBetween(end == bytes.length ? 1 : Cutter.MIN, Cutter.MAX);
            cuts.add(end);
            at = end;
        }
        return cuts;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    @Test
    void shouldCutAllBytesIntoPiecesOfAboutTheSize() {
        assertThat(cuts(random(1_000_000)).size()).isBetween(6_500, 9_500);
        assertThat(cuts(new byte[100_000])).contains(100_000);
        assertThat(cuts(new byte[1])).containsExactly(1);
        assertThat(cuts(new byte[0])).isEmpty();
    }

    @Test
    void shouldCutAtTheSamePlacesWhereverTheyHaveBeenMoved() {
        byte[] bytes = random(100_000);
        Set<Integer> before = cuts(bytes);
        byte[] moved = new byte[100_011];
        System.arraycopy(bytes, 0, moved, 11, bytes.length);
        Set<Integer> again = new HashSet<>();
        cuts(moved).forEach(cut -> again.add(cut - 11));
        again.removeAll(before);
        assertThat(again.size()).isLessThan(10);
    }

    @Test
    void shouldCutOtherwiseOnlyAroundAByteThatHasChanged() {
        byte[] bytes = random(100_000);
        byte[] changed = Arrays.copyOf(bytes, bytes.length);
        changed[50_000]++;
        Set<Integer> cuts = cuts(changed);
        cuts.removeAll(cuts(bytes));
        assertThat(cuts).allMatch(cut -> cut > 50_000 && cut < 60_000);
    }
}

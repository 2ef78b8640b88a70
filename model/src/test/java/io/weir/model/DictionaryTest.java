package io.weir.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void load(Dictionary dictionary, List<String> words) {
        byte[] bytes = utf8("??" + String.join("", words));
        int[] lengths = words.stream().mapToInt(word -> utf8(word).length).toArray();
        dictionary.load(bytes, 2, lengths, words.size());
    }

    private static List<String> texts(Dictionary dictionary) {
        List<String> texts = new ArrayList<>();
        for (int id = 0; id < dictionary.size(); id++) {
            texts.add(dictionary.text(id));
        }
        return texts;
    }

    @Test
    void shouldFindAndAddEntriesAfterALoadAsIfTheyHadBeenInterned() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Dictionary loaded = new Dictionary(100_000);
        for (int round = 0; round < 50; round++) {
            Dictionary interned = new Dictionary(100_000);
            for (int i = 0, n = random.nextInt(400); i < n; i++) {
                interned.intern("device-ü-" + random.nextInt(1000));
            }
            load(loaded, texts(interned));
            assertThat(texts(loaded)).as("seed %d", seed).isEqualTo(texts(interned));
            assertThat(loaded.byteLength()).isEqualTo(interned.byteLength());
            for (int i = 0; i < 200; i++) {
                String word = "device-ü-" + random.nextInt(1000);
                assertThat(loaded.intern(word)).as("seed %d", seed).isEqualTo(interned.intern(word));
            }
            assertThat(texts(loaded)).as("seed %d", seed).isEqualTo(texts(interned));
        }
    }

    @Test
    void shouldKeepTheIdsOfAnEntryThatIsThereTwiceAndFindTheFirst() {
        Dictionary dictionary = new Dictionary(1000);
        load(dictionary, List.of("a", "b", "a"));
        assertThat(texts(dictionary)).containsExactly("a", "b", "a");
        assertThat(dictionary.intern("a")).isZero();
        assertThat(dictionary.intern("c")).isEqualTo(3);
    }

    @Test
    void shouldForgetWhatWasThereBeforeALoadAndAfterAClear() {
        Dictionary dictionary = new Dictionary(1000);
        dictionary.intern("old");
        load(dictionary, List.of("new"));
        assertThat(texts(dictionary)).containsExactly("new");
        dictionary.clear();
        assertThat(dictionary.intern("newer")).isZero();
        assertThat(dictionary.intern("new")).isEqualTo(1);
    }

    @Test
    void shouldRefuseMoreThanItMayHold() {
        Dictionary dictionary = new Dictionary(3);
        assertThatThrownBy(() -> load(dictionary, List.of("ab", "cd")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("4 bytes of entries where 3 fit");
    }

    /** Names as plants have them, which differ at one end only; and numbers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "press-line-%05d",
                "%05d-press-line",
                "p%d",
                "%d",
                "hall/%04d/press/temperature",
                "%x%1$x%1$x",
                "s%07d"
            })
    void shouldSpreadNamesThatAreAlike(String pattern) {
        int names = 4096;
        int slots = 2 * names;
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < names; i++) {
            byte[] name = String.format(Locale.ROOT, pattern, i).getBytes(StandardCharsets.UTF_8);
            used.add(Dictionary.hash(name, 0, name.length) & (slots - 1));
        }
        // A random function would use 1 - e^-1/2 of the slots.
        assertThat(used.size()).isGreaterThan((int) (0.95 * slots * (1 - Math.exp(-0.5))));
    }
}

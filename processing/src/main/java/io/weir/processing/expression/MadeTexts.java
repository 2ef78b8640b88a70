package io.weir.processing.expression;

import io.weir.model.Dictionary;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Hot path. Texts that are made of others, of their UTF-8 where it lies; they become words of the batch. Of each word of a batch
 * one is made once.
 */
final class MadeTexts {
    private static final int UNKNOWN = -2;

    private MadeTexts() {}

    /** What is being made. */
    static final class Output {
        private byte[] bytes = new byte[64];
        private int size;

        void add(byte[] source, int from, int to) {
            reserve(to - from);
            System.arraycopy(source, from, bytes, size, to - from);
            size += to - from;
        }

        void add(int character) {
            reserve(4);
            if (character < 0x80) {
                bytes[size++] = (byte) character;
            } else if (character < 0x800) {
                bytes[size++] = (byte) (0xc0 | (character >> 6));
                bytes[size++] = (byte) (0x80 | (character & 0x3f));
            } else if (character < 0x10000) {
                bytes[size++] = (byte) (0xe0 | (character >> 12));
                bytes[size++] = (byte) (0x80 | ((character >> 6) & 0x3f));
                bytes[size++] = (byte) (0x80 | (character & 0x3f));
            } else {
                bytes[size++] = (byte) (0xf0 | (character >> 18));
                bytes[size++] = (byte) (0x80 | ((character >> 12) & 0x3f));
                bytes[size++] = (byte) (0x80 | ((character >> 6) & 0x3f));
                bytes[size++] = (byte) (0x80 | (character & 0x3f));
            }
        }

        private void reserve(int more) {
            if (size + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
            }
        }

        private int intern(Dictionary words) {
            int entry = words.intern(bytes, 0, size);
            size = 0;
            return entry;
        }
    }

    /** Makes a text of one in UTF-8. */
    interface Maker {
        void make(byte[] bytes, int from, int to, Output out);
    }

    /** A text of each. */
    static final class OfOne extends ComputedTexts {
        private final TextVector texts;
        private final Maker maker;
        private final Output out = new Output();
        /** By word: what has been made of it. */
        private int[] made = {};

        OfOne(TextVector texts, Maker maker) {
            this.texts = texts;
            this.maker = maker;
        }

        @Override
        public void load(RowBatch batch) {
            texts.load(batch);
            prepare(batch);
            Dictionary words = batch.dictionary();
            int known = words.size();
            if (made.length < known) {
                made = new int[Math.max(known, 2 * made.length)];
            }
            Arrays.fill(made, 0, known, UNKNOWN);
            for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                if (texts.isKnown(row)) {
                    set(row, made(words, texts.entries[row]));
                }
            }
        }

        private int made(Dictionary words, int entry) {
            if (made[entry] == UNKNOWN) {
                int from = words.offset(entry);
                maker.make(words.bytes(), from, from + words.length(entry), out);
                made[entry] = out.intern(words);
            }
            return made[entry];
        }
    }

    /** Texts one behind the other; one that is null counts as empty. */
    static final class Joined extends ComputedTexts {
        private final TextVector[] texts;
        private final Output out = new Output();

        Joined(List<TextVector> texts) {
            this.texts = texts.toArray(TextVector[]::new);
        }

        @Override
        public void load(RowBatch batch) {
            for (TextVector text : texts) {
                text.load(batch);
            }
            prepare(batch);
            Dictionary words = batch.dictionary();
            for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                for (TextVector text : texts) {
                    if (text.isKnown(row)) {
                        int from = words.offset(text.entries[row]);
                        out.add(words.bytes(), from, from + words.length(text.entries[row]));
                    }
                }
                set(row, out.intern(words));
            }
        }
    }

    /** Small or capital letters, character by character. */
    static Maker letters(boolean capital) {
        return (bytes, from, to, out) -> {
            for (int at = from; at < to; at += length(bytes[at])) {
                int character = character(bytes, at);
                out.add(capital ? capital(character) : Character.toLowerCase(character));
            }
        };
    }

    /** Of ß the capital ẞ, as in DuckDB; Java knows only SS. */
    private static int capital(int character) {
        return character == 0xdf ? 0x1e9e : Character.toUpperCase(character);
    }

    /** Without blanks at both ends. */
    static void trim(byte[] bytes, int from, int to, Output out) {
        int first = from;
        int end = to;
        while (first < end && bytes[first] == ' ') {
            first++;
        }
        while (first < end && bytes[end - 1] == ' ') {
            end--;
        }
        out.add(bytes, first, end);
    }

    /** Some characters. */
    static Maker part(long first, long count) {
        return (bytes, from, to, out) -> {
            int begin = skip(bytes, from, to, first - 1);
            out.add(bytes, begin, skip(bytes, begin, to, count));
        };
    }

    /** Every occurrence of a text by another. */
    static Maker replaced(String wanted, String by) {
        byte[] search = wanted.getBytes(StandardCharsets.UTF_8);
        byte[] replacement = by.getBytes(StandardCharsets.UTF_8);
        return (bytes, from, to, out) -> {
            int at = from;
            int kept = from;
            while (search.length > 0 && at + search.length <= to) {
                if (Arrays.equals(bytes, at, at + search.length, search, 0, search.length)) {
                    out.add(bytes, kept, at);
                    out.add(replacement, 0, replacement.length);
                    at += search.length;
                    kept = at;
                } else {
                    at++;
                }
            }
            out.add(bytes, kept, to);
        };
    }

    private static int skip(byte[] bytes, int from, int to, long characters) {
        int at = from;
        for (long left = characters; left > 0 && at < to; left--) {
            at += length(bytes[at]);
        }
        return Math.min(at, to);
    }

    /** How many bytes a character has. */
    private static int length(byte first) {
        if (first >= 0) {
            return 1;
        }
        return (first & 0xe0) == 0xc0 ? 2 : (first & 0xf0) == 0xe0 ? 3 : 4;
    }

    private static int character(byte[] bytes, int at) {
        return switch (length(bytes[at])) {
            case 1 -> bytes[at];
            case 2 -> ((bytes[at] & 0x1f) << 6) | (bytes[at + 1] & 0x3f);
            case 3 -> ((bytes[at] & 0x0f) << 12) | ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f);
            default ->
                ((bytes[at] & 0x07) << 18)
                        | ((bytes[at + 1] & 0x3f) << 12)
                        | ((bytes[at + 2] & 0x3f) << 6)
                        | (bytes[at + 3] & 0x3f);
        };
    }
}

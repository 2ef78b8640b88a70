package io.weir.processing.expression;

import io.weir.model.Dictionary;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Hot path. What is asked of texts, of their UTF-8 where it lies. */
final class Texts {
    /** Where something is looked for. */
    enum Place {
        START("starts_with"),
        END("ends_with"),
        ANYWHERE("contains");

        private final String functionName;

        Place(String functionName) {
            this.functionName = functionName;
        }

        String functionName() {
            return functionName;
        }
    }

    private Texts() {}

    /** How many characters (code points). */
    static final class Length extends ComputedLongs {
        private final TextVector texts;

        Length(TextVector texts) {
            super(FieldType.LONG);
            this.texts = texts;
        }

        @Override
        public void load(RowBatch batch) {
            texts.load(batch);
            prepare(batch);
            Dictionary words = batch.dictionary();
            for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                if (texts.isKnown(row)) {
                    set(row, characters(words, texts.entries[row]));
                }
            }
        }

        private static long characters(Dictionary words, int entry) {
            byte[] bytes = words.bytes();
            int from = words.offset(entry);
            long count = 0;
            for (int i = from, end = from + words.length(entry); i < end; i++) {
                // All but the bytes that continue a character.
                count += (bytes[i] & 0xc0) != 0x80 ? 1 : 0;
            }
            return count;
        }
    }

    static final class Search extends ComputedBools {
        private final TextVector texts;
        private final byte[] wanted;
        private final Place place;

        Search(TextVector texts, String wanted, Place place) {
            this.texts = texts;
            this.wanted = wanted.getBytes(StandardCharsets.UTF_8);
            this.place = place;
        }

        @Override
        public void load(RowBatch batch) {
            texts.load(batch);
            prepare(batch);
            Dictionary words = batch.dictionary();
            for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                if (texts.isKnown(row)) {
                    int entry = texts.entries[row];
                    set(row, isIn(words.bytes(), words.offset(entry), words.length(entry)));
                }
            }
        }

        private boolean isIn(byte[] bytes, int offset, int length) {
            int last = length - wanted.length;
            if (last < 0) {
                return false;
            }
            int first = place == Place.END ? last : 0;
            for (int i = first; i <= (place == Place.START ? 0 : last); i++) {
                if (Arrays.equals(bytes, offset + i, offset + i + wanted.length, wanted, 0, wanted.length)) {
                    return true;
                }
            }
            return false;
        }
    }
}

package io.weir.storage;

import java.util.Arrays;
import java.util.Objects;

/**
 * The state of a pipeline at a point of its input.
 *
 * @param fingerprint of the pipeline that made the state; another one must not use it
 * @param inputSequence the last sequence of the input journal that the state covers
 * @param resultSequence the last sequence of the result journal when it was taken
 * @param state as the pipeline wrote it; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content, below
public record Checkpoint(String fingerprint, long inputSequence, long resultSequence, byte[] state) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Checkpoint that
                && fingerprint.equals(that.fingerprint)
                && inputSequence == that.inputSequence
                && resultSequence == that.resultSequence
                && Arrays.equals(state, that.state);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fingerprint, inputSequence, resultSequence, Arrays.hashCode(state));
    }

    @Override
    public String toString() {
        return "Checkpoint[" + fingerprint + ", input " + inputSequence + ", results " + resultSequence + ", "
                + state.length + " bytes]";
    }
}

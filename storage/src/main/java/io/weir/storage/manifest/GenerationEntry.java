package io.weir.storage.manifest;

/**
 * One generation in a {@link Manifest}.
 *
 * @param number counts up; also its directory's name
 * @param base the sequence before its first document
 * @param last the sequence of its last good document, {@link #OPEN} while it is written; {@code base} if it has none
 * @param minTime smallest event time in it, epoch nanoseconds; {@code Long.MAX_VALUE} without rows or while it is open
 * @param maxTime largest event time; {@code Long.MIN_VALUE} without rows or while it is open
 * @param ran for how many nanoseconds it was written, by the monotonic clock; 0 while it is open
 * @param bytes the length of what is written in its file; 0 while it is open
 * @param disk how many bytes of the disk it takes, its directory included; 0 while it is open
 */
public record GenerationEntry(
        long number, long base, long last, long minTime, long maxTime, long ran, long bytes, long disk) {
    /** The {@link #last} of a generation that is being written. */
    public static final long OPEN = Long.MAX_VALUE;

    public GenerationEntry {
        if (number < 1 || base < 0 || last < base || bytes < 0 || ran < 0 || disk < 0) {
            throw new IllegalArgumentException("generation " + number + " cannot span sequences " + (base + 1) + " to "
                    + last + " in " + bytes + " bytes");
        }
    }

    /** A generation that is begun. */
    public static GenerationEntry open(long number, long base) {
        return new GenerationEntry(number, base, OPEN, Long.MAX_VALUE, Long.MIN_VALUE, 0, 0, 0);
    }

    /** Whether it is being written, or its process has died. */
    public boolean isOpen() {
        return last == OPEN;
    }

    /** The name of its directory inside the journal's. */
    public String directoryName() {
        return directoryName(number);
    }

    /** The name of a generation's directory: {@code g0000000017}. */
    public static String directoryName(long number) {
        String digits = Long.toString(number);
        return "g" + "0".repeat(Math.max(0, 10 - digits.length())) + digits;
    }

    /** The number in a directory's name, or -1 if it is not one of a generation. */
    public static long numberOf(String directoryName) {
        if (!directoryName.matches("g[0-9]{10,18}")) {
            return -1;
        }
        return Long.parseLong(directoryName.substring(1));
    }
}

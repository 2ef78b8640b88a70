package io.weir.storage.document;

import static io.weir.storage.document.LittleEndian.getInt;
import static io.weir.storage.document.LittleEndian.getLong;
import static io.weir.storage.document.LittleEndian.putInt;
import static io.weir.storage.document.LittleEndian.putLong;

import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import java.util.zip.CRC32C;

/**
 * Hot path. The first 112 bytes of every document, read into fields that are reused. All numbers are little-endian.
 *
 * <pre>
 *    0       4       8       12      16
 *    +-------+-+-+---+-------+-------+---------------+---------------+
 *    | WEIR  |v|k| 0 |length | crc   |   sequence    |    durable    |   v version, k kind
 *    +-------+-+-+---+-------+-------+---------------+---------------+
 *   32               40              48              56
 *    +---------------+---------------+---------------+---------------+
 *    |   schema id   | min time      | max time      | min arrival   |   epoch nanoseconds
 *    +---------------+---------------+---------------+---------------+
 *   64               72              80      84      88      92
 *    +---------------+---------------+-------+-------+-------+-------+
 *    | max arrival   | watermark     | rows  | parts | words | bytes |   words, bytes: of the dictionary
 *    +---------------+---------------+-------+-------+-------+-------+
 *   96              104             112
 *    +---------------+---------------+
 *    |   depends     |     ran       |
 *    +---------------+---------------+
 *  112  body, see {@link RowsEncoder}, {@link SchemaDocument}, {@link PositionsDocument}
 * </pre>
 *
 * <ul>
 *   <li>length: of the whole document, header included
 *   <li>crc: CRC32C of bytes 0 to 11 and 16 to length
 *   <li>sequence: of a ROWS document its own, one more than that of the ROWS document before it; of any other kind that
 *       of the last ROWS document before it
 *   <li>durable: everything up to this sequence was known to be on the disk when the document was written; so a recovery
 *       can tell a hole in what had been promised from one in what had not
 *   <li>depends: of a ROWS document the last document of the journal of dead letters when it was appended, 0 if there is
 *       none. Positions that it covers may belong to messages that are there; without them it must not stand
 *   <li>ran: for how many nanoseconds the generation had been open when a ROWS document was appended, by the monotonic
 *       clock; what retention tells age by, since no wall clock can be trusted
 *   <li>times without rows: minimum {@code Long.MAX_VALUE}, maximum {@code Long.MIN_VALUE}
 * </ul>
 *
 * Not thread-safe.
 */
public final class DocumentHeader {
    /** The size of the header. */
    public static final int BYTES = 112;

    /** The most bytes that a document may have; Chronicle refuses a quarter of its block size, which is 4 MiB. */
    public static final int MAX_DOCUMENT_BYTES = (1 << 20) - 1024;

    /** The first four bytes of every document. */
    public static final int MAGIC = 'W' | ('E' << 8) | ('I' << 16) | ('R' << 24);

    static final byte VERSION = 2;

    private final CRC32C crc = new CRC32C();

    DocumentKind kind = DocumentKind.POSITIONS;
    int length;
    long sequence;
    long durable;
    long schemaId;
    long minTime;
    long maxTime;
    long minArrival;
    long maxArrival;
    long watermarkAdvance;
    int rows;
    int partitions;
    int words;
    int wordBytes;
    long depends;
    long ran;

    /**
     * Checks that {@code bytes[0..size)} are one whole document and reads its header.
     *
     * @throws DocumentException if they are not; the fields are then undefined
     */
    public void read(byte[] bytes, int size) throws DocumentException {
        if (size < BYTES) {
            throw new DocumentException(size + " bytes are less than a header of " + BYTES);
        }
        if (getInt(bytes, 0) != MAGIC) {
            throw new DocumentException("it does not begin with WEIR");
        }
        length = getInt(bytes, 8);
        if (length != size) {
            throw new DocumentException("its length says " + length + " bytes, there are " + size);
        }
        int expected = getInt(bytes, 12);
        int actual = crc(bytes, size);
        if (expected != actual) {
            throw new DocumentException(
                    "its CRC32C is " + Integer.toHexString(actual) + ", not " + Integer.toHexString(expected));
        }
        if (bytes[4] != VERSION) {
            throw new DocumentException("its version is " + bytes[4] + ", this Weir reads " + VERSION);
        }
        DocumentKind found = DocumentKind.ofCode(bytes[5]);
        if (found == null) {
            throw new DocumentException("its kind is " + bytes[5] + ", which is unknown");
        }
        kind = found;
        readFields(bytes);
        check(sequence >= 0, "sequence", sequence);
        check(rows >= 0 && rows <= RowBatch.MAX_ROWS, "row count", rows);
        check(ran >= 0, "running time", ran);
        check(partitions >= 0, "partition count", partitions);
        check(words >= 0, "dictionary size", words);
        check(wordBytes >= 0 && wordBytes <= RowBatch.MAX_DICTIONARY_BYTES, "dictionary length", wordBytes);
    }

    private void readFields(byte[] bytes) {
        sequence = getLong(bytes, 16);
        durable = getLong(bytes, 24);
        schemaId = getLong(bytes, 32);
        minTime = getLong(bytes, 40);
        maxTime = getLong(bytes, 48);
        minArrival = getLong(bytes, 56);
        maxArrival = getLong(bytes, 64);
        watermarkAdvance = getLong(bytes, 72);
        rows = getInt(bytes, 80);
        partitions = getInt(bytes, 84);
        words = getInt(bytes, 88);
        wordBytes = getInt(bytes, 92);
        depends = getLong(bytes, 96);
        ran = getLong(bytes, 104);
    }

    private static void check(boolean sound, String what, long value) throws DocumentException {
        if (!sound) {
            throw new DocumentException("its " + what + " is " + value);
        }
    }

    /** Writes the header in front of a body that is complete, and the checksum over both. */
    void write(byte[] bytes) {
        putInt(bytes, 0, MAGIC);
        bytes[4] = VERSION;
        bytes[5] = kind.code();
        LittleEndian.putShort(bytes, 6, 0);
        putInt(bytes, 8, length);
        putLong(bytes, 16, sequence);
        putLong(bytes, 24, durable);
        putLong(bytes, 32, schemaId);
        putLong(bytes, 40, minTime);
        putLong(bytes, 48, maxTime);
        putLong(bytes, 56, minArrival);
        putLong(bytes, 64, maxArrival);
        putLong(bytes, 72, watermarkAdvance);
        putInt(bytes, 80, rows);
        putInt(bytes, 84, partitions);
        putInt(bytes, 88, words);
        putInt(bytes, 92, wordBytes);
        putLong(bytes, 96, depends);
        putLong(bytes, 104, ran);
        putInt(bytes, 12, crc(bytes, length));
    }

    private int crc(byte[] bytes, int size) {
        crc.reset();
        crc.update(bytes, 0, 12);
        crc.update(bytes, 16, size - 16);
        return (int) crc.getValue();
    }

    /** Sets everything but kind, sequence and durable to what a document without rows has. */
    void clear() {
        schemaId = 0;
        minTime = Long.MAX_VALUE;
        maxTime = Long.MIN_VALUE;
        minArrival = Long.MAX_VALUE;
        maxArrival = Long.MIN_VALUE;
        watermarkAdvance = EventTime.MIN;
        rows = 0;
        partitions = 0;
        words = 0;
        wordBytes = 0;
        depends = 0;
        ran = 0;
    }

    public DocumentKind kind() {
        return kind;
    }

    /** Of the whole document, in bytes. */
    public int length() {
        return length;
    }

    public long sequence() {
        return sequence;
    }

    /** Up to which sequence everything was known to be on the disk when the document was written. */
    public long durable() {
        return durable;
    }

    /** Up to which sequence the journal of dead letters must be there for this document to stand; 0 if it need not be. */
    public long depends() {
        return depends;
    }

    /** For how many nanoseconds the generation had been open when the document was appended; 0 without rows. */
    public long ran() {
        return ran;
    }

    public long schemaId() {
        return schemaId;
    }

    /** The smallest event time of the rows; {@code Long.MAX_VALUE} without rows. */
    public long minTime() {
        return minTime;
    }

    /** The largest event time of the rows; {@code Long.MIN_VALUE} without rows. */
    public long maxTime() {
        return maxTime;
    }

    /** The smallest arrival of the rows; {@code Long.MAX_VALUE} without rows. */
    public long minArrival() {
        return minArrival;
    }

    /** The largest arrival of the rows; {@code Long.MIN_VALUE} without rows. */
    public long maxArrival() {
        return maxArrival;
    }

    /** How many rows; 0 unless the kind is ROWS. */
    public int rows() {
        return rows;
    }
}

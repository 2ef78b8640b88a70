package io.weir.storage;

import io.weir.model.Partitions;
import io.weir.model.Schema;
import io.weir.storage.chronicle.GenerationReader;
import io.weir.storage.document.DocumentException;
import io.weir.storage.document.DocumentHeader;
import io.weir.storage.document.PositionsDocument;
import io.weir.storage.document.RowsDecoder;
import io.weir.storage.document.SchemaDocument;
import io.weir.storage.manifest.GenerationEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a generation that nobody writes any more from its start to its valid end.
 *
 * <p>The valid end is before the first document that is damaged or missing, unless a later sound document says that it
 * had been durable: that one was promised, has been damaged since and is skipped, while what was never promised must be a
 * prefix (its source will send the rest again, and would otherwise leave a hole for good).
 *
 * <pre>
 *   1 2 3 x 5 6      nobody says that 4 was durable:  valid end 3
 *   1 2 3 x 5 6      6 says that 4 was durable:       valid end 6, 4 is skipped
 * </pre>
 *
 * A document that was never promised and depends on dead letters that are not there ends it, too: the kernel may have
 * written it before them, and it would say that their messages are dealt with.
 *
 * <p>Used once, by one thread.
 */
final class GenerationScan {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationScan.class);

    private final Path directory;
    private final long promised;
    private final long dependable;
    /** What lies behind this sequence does not belong to the journal. */
    private final long limit;

    private final DocumentHeader header = new DocumentHeader();
    private final RowsDecoder decoder = new RowsDecoder();
    private final Partitions partitions = new Partitions();
    private final Map<Long, Schema> byId = new HashMap<>();

    /** The latest schema per name. */
    final Map<String, Schema> schemas = new LinkedHashMap<>();

    final Positions positions = new Positions();
    /** Whether it holds the positions of all that came before it. */
    boolean hasPositions;
    /** The sequence before its first document, -1 if not one document is sound. */
    long base = -1;

    long last = -1;
    long minTime = Long.MAX_VALUE;
    long maxTime = Long.MIN_VALUE;
    long bytes;
    /** For how long it was written, in nanoseconds, as far as its documents tell. */
    long ran;
    /** Where the last document ends that can be read, whether it belongs to the journal or not. */
    long written;

    /** How many documents were damaged, and how many lay beyond the valid end. */
    long damaged;

    long beyond;
    private final TimeIndex index = new TimeIndex();
    private long maxDurable;
    private boolean cut;

    private GenerationScan(Path directory, long promised, long dependable, long limit) {
        this.directory = directory;
        this.promised = promised;
        this.dependable = dependable;
        this.limit = limit;
    }

    /**
     * Scans a generation whose end is not known.
     *
     * @param dependable the last sequence of the journal that its documents may depend on
     */
    static GenerationScan of(Path directory, long dependable) {
        GenerationScan scan = new GenerationScan(directory, 0, dependable, Long.MAX_VALUE);
        scan.run();
        if (scan.cut && scan.maxDurable > scan.last) {
            scan = new GenerationScan(directory, scan.maxDurable, dependable, Long.MAX_VALUE);
            scan.run();
        }
        scan.report();
        return scan;
    }

    /** Scans a generation that ends at a known sequence; everything up to there was promised. */
    static GenerationScan ofSealed(Path directory, long last) {
        GenerationScan scan = new GenerationScan(directory, last, Long.MAX_VALUE, last);
        scan.run();
        return scan;
    }

    /**
     * As a sealed generation.
     *
     * @param disk what it takes of the disk
     */
    GenerationEntry sealed(long number, long knownBase, long disk) {
        long end = Math.max(knownBase, last);
        return new GenerationEntry(number, knownBase, end, minTime, maxTime, ran, bytes, disk);
    }

    /**
     * Keeps where readers may begin beside the documents, as a generation that ends by itself does.
     *
     * @return how much of the disk that takes; 0 if it is left out, for want of room or because there is nothing to keep
     */
    long saveIndex() {
        try {
            return index.isEmpty() ? 0 : index.save(directory);
        } catch (IOException e) {
            LOG.warn("seeking in {} takes longer, its index could not be written: {}", directory, e.getMessage());
            return 0;
        }
    }

    private void run() {
        try (GenerationReader reader = GenerationReader.open(directory, DocumentHeader.MAX_DOCUMENT_BYTES)) {
            for (int length = reader.read();
                    length != GenerationReader.NONE || SoundHeader.resync(reader);
                    length = reader.read()) {
                String problem = length == GenerationReader.NONE ? null : examine(reader, length);
                if (problem != null) {
                    damaged++;
                    cut |= last + 1 > promised;
                    LOG.warn(
                            "document {} of {} behind sequence {} is damaged: {}",
                            reader.ordinal(),
                            directory,
                            last,
                            problem);
                }
            }
        } catch (IOException e) {
            cut = true;
            LOG.error("{} cannot be read beyond sequence {}: {}", directory, last, e.getMessage());
        }
    }

    /** Returns what is wrong with a document, or null. */
    private @Nullable String examine(GenerationReader reader, int length) {
        try {
            SoundHeader.read(header, reader, length);
            long end = reader.endPosition();
            written = end;
            long previous = header.kind().isRows() ? header.sequence() - 1 : header.sequence();
            if (base >= 0 && previous < last) {
                return "its sequence " + header.sequence() + " is not behind " + last;
            }
            if (header.kind().isRows() ? previous >= limit : previous > limit) {
                return null;
            }
            maxDurable = Math.max(maxDurable, header.durable());
            cut |= base >= 0 && previous > last && previous > promised;
            cut |= header.depends() > dependable && header.sequence() > promised;
            if (cut) {
                beyond++;
                return null;
            }
            accept(reader.bytes());
            if (base < 0) {
                base = previous;
            }
            last = header.sequence();
            bytes = end;
            if (header.kind().isRows()) {
                index.note(reader.ordinal() + 1, last, end, maxTime);
            }
            return null;
        } catch (DocumentException e) {
            return e.getMessage();
        }
    }

    private void accept(byte[] document) throws DocumentException {
        switch (header.kind()) {
            case SCHEMA -> {
                Schema schema = SchemaDocument.decode(document, header);
                byId.put(header.schemaId(), schema);
                schemas.put(schema.name(), schema);
            }
            case POSITIONS -> {
                hasPositions = true;
                for (PositionsDocument.Entry entry : PositionsDocument.decode(document, header)) {
                    positions.note(entry.stream(), entry.partition(), entry.nextOffset());
                }
            }
            case ROWS -> {
                Schema schema = byId.get(header.schemaId());
                if (schema == null) {
                    throw new DocumentException("its schema " + Long.toHexString(header.schemaId()) + " is unknown");
                }
                decoder.decodePartitions(document, header, partitions);
                positions.note(schema.name(), partitions);
                minTime = Math.min(minTime, header.minTime());
                maxTime = Math.max(maxTime, header.maxTime());
                ran = Math.max(ran, header.ran());
            }
        }
    }

    private void report() {
        if (cut) {
            LOG.warn(
                    "{} ends at sequence {}, byte {}; {} documents beyond it were never promised and are left out",
                    directory,
                    last,
                    bytes,
                    beyond);
        }
    }
}

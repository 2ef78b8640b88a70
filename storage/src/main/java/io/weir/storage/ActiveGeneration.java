package io.weir.storage;

import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.chronicle.GenerationFiles;
import io.weir.storage.chronicle.GenerationWriter;
import io.weir.storage.document.DocumentHeader;
import io.weir.storage.document.PositionsDocument;
import io.weir.storage.document.SchemaDocument;
import io.weir.storage.file.AtomicFile;
import io.weir.storage.file.DiskSpace;
import io.weir.storage.file.SpaceShare;
import io.weir.storage.manifest.GenerationEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hot path. The generation that a journal is appending to: its writer, and what the manifest will say of it. Guarded by
 * the journal's lock, but for the methods that force.
 */
final class ActiveGeneration {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveGeneration.class);

    private final long number;
    private final long base;
    private final GenerationWriter writer;
    private final LongSupplier clock;
    /** How much of the disk the file of the index takes. */
    private long indexBytes;

    private final long bornNanos;

    private long[] schemaIds = new long[8];
    private int schemaCount;
    private final TimeIndex index = new TimeIndex();
    private long documents;

    private long last;
    private long minTime = Long.MAX_VALUE;
    private long maxTime = Long.MIN_VALUE;

    private ActiveGeneration(long number, long base, GenerationWriter writer, LongSupplier clock) {
        this.number = number;
        this.base = base;
        this.last = base;
        this.writer = writer;
        this.clock = clock;
        this.bornNanos = clock.getAsLong();
    }

    /**
     * Begins a generation with the head that makes it readable without those before it: all positions, all schemas.
     *
     * @param base the last sequence of the journal
     * @param clock monotonic, in nanoseconds
     */
    static ActiveGeneration begin(
            Path journalDirectory,
            long number,
            long base,
            long durable,
            Positions positions,
            Collection<Schema> schemas,
            SpaceShare share,
            LongSupplier clock)
            throws IOException {
        List<byte[]> head = new ArrayList<>(PositionsDocument.encode(positions.entries(), base, durable));
        for (Schema schema : schemas) {
            head.add(SchemaDocument.encode(schema, base, durable));
        }
        Path directory = journalDirectory.resolve(GenerationEntry.directoryName(number));
        GenerationWriter writer = GenerationWriter.create(directory, head, share);
        ActiveGeneration generation = new ActiveGeneration(number, base, writer, clock);
        generation.documents = head.size();
        schemas.forEach(schema -> generation.knows(schema.id()));
        return generation;
    }

    /** Whether documents of this schema can be read from here on; remembers that they can. */
    private boolean knows(long schemaId) {
        for (int i = 0; i < schemaCount; i++) {
            if (schemaIds[i] == schemaId) {
                return true;
            }
        }
        if (schemaCount == schemaIds.length) {
            schemaIds = Arrays.copyOf(schemaIds, schemaCount * 2);
        }
        schemaIds[schemaCount++] = schemaId;
        return false;
    }

    /** Writes the schema of the batches to come, if this generation does not have it yet; returns whether it had not. */
    boolean ensureSchema(RowBatch batch, long schemaId, long durable) throws IOException {
        if (knows(schemaId)) {
            return false;
        }
        schemaCount--;
        byte[] document = SchemaDocument.encode(batch.schema(), last, durable);
        writer.append(document, document.length);
        documents++;
        schemaCount++;
        return true;
    }

    /** Appends a ROWS document. */
    void append(byte[] document, int length, DocumentHeader header) throws IOException {
        writer.append(document, length);
        last = header.sequence();
        minTime = Math.min(minTime, header.minTime());
        maxTime = Math.max(maxTime, header.maxTime());
        index.note(++documents, last, writer.position(), maxTime);
    }

    /** Forces what has been appended. Not under the lock. */
    void force(Forcer forcer) throws IOException {
        forcer.force(writer.file(), writer.channel());
    }

    /** Under the lock: what {@link #touchAhead} will need. */
    void prepareTouchAhead() {
        writer.prepareTouchAhead();
    }

    /** Makes the pages that will be written next present. Not under the lock, on the commit thread. */
    void touchAhead() {
        writer.touchAhead();
    }

    /** Forces a generation that is not listed yet: its files, their names and its own. Not under the lock. */
    void forceNew(Path journalDirectory, Forcer forcer) throws IOException {
        for (Path file : writer.files()) {
            AtomicFile.forceFile(file, forcer::force);
        }
        AtomicFile.forceDirectory(writer.directory(), forcer::force);
        AtomicFile.forceDirectory(journalDirectory, forcer::force);
    }

    TimeIndex index() {
        return index;
    }

    long number() {
        return number;
    }

    long base() {
        return base;
    }

    boolean isEmpty() {
        return last == base;
    }

    /** For how long it has been written. */
    long ranNanos() {
        return Math.max(0, clock.getAsLong() - bornNanos);
    }

    /** How much is written, in bytes. */
    long position() {
        return writer.position();
    }

    long diskBytes() {
        return writer.diskBytes();
    }

    GenerationEntry opened() {
        return GenerationEntry.open(number, base);
    }

    GenerationEntry sealed() {
        return new GenerationEntry(
                number,
                base,
                last,
                minTime,
                maxTime,
                ranNanos(),
                writer.position(),
                GenerationFiles.diskBytes(writer.position()) + indexBytes);
    }

    /** Keeps the index beside the documents, if there is room for it: readers can do without. Before {@link #sealed}. */
    void saveIndex(DiskSpace space) {
        Path file = writer.directory().resolve(TimeIndex.NAME);
        if (index.isEmpty() || indexBytes > 0) {
            return;
        }
        try {
            space.require(file, index.diskBytes());
            indexBytes = index.diskBytes();
            index.save(writer.directory());
        } catch (IOException e) {
            LOG.warn("{} is left out, seeking in its generation takes longer: {}", file, e.getMessage());
        }
    }

    void close() {
        writer.close();
    }
}

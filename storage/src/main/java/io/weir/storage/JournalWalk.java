package io.weir.storage;

import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import io.weir.storage.chronicle.GenerationReader;
import io.weir.storage.document.DocumentException;
import io.weir.storage.document.DocumentHeader;
import io.weir.storage.document.RowsDecoder;
import io.weir.storage.document.SchemaDocument;
import io.weir.storage.manifest.GenerationEntry;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hot path. The {@link JournalReader} over any list of {@link Generations}: opens one after the other, checks every
 * document, serves each ROWS document at most once and in order. Allocates nothing per document.
 */
final class JournalWalk implements JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWalk.class);

    private final Generations generations;
    private final DocumentHeader header = new DocumentHeader();
    private final RowsDecoder decoder = new RowsDecoder();
    private final BatchesBySchema batches = new BatchesBySchema();

    private long sequence;
    private boolean begun;
    private long fromNanos = EventTime.MIN;
    private long toNanos = Long.MAX_VALUE;
    private @Nullable String wantedName;
    private long until = Long.MAX_VALUE;
    private boolean returned;
    private long skipped;
    private long lost;

    // Valid for the open generation.
    private @Nullable GenerationReader reader;
    private @Nullable GenerationEntry entry;
    /** Documents up to here are passed over in silence: the walk came in behind them. */
    private long floor;
    /** The header and the reader's bytes hold a document that was not due yet. */
    private boolean held;
    /** Whether the next ROWS document tells how far to jump, or where a jump has led. */
    private Jump jump = Jump.NONE;

    private long schemasLoadedFor;

    private enum Jump {
        DUE,
        DONE,
        NONE
    }

    JournalWalk(Generations generations, long afterSequence) {
        if (afterSequence < 0) {
            throw new IllegalArgumentException("a journal cannot be read after sequence " + afterSequence);
        }
        this.generations = generations;
        this.sequence = afterSequence;
        this.begun = afterSequence > 0;
    }

    @Override
    public @Nullable RowBatch next() {
        while (true) {
            if (sequence >= limit()) {
                return null;
            }
            if (reader != null && generations.manifest().deletedThrough() > sequence) {
                closeGeneration();
            }
            GenerationReader current = reader;
            if (current == null) {
                current = openNext();
                if (current == null) {
                    return null;
                }
            }
            int length = held ? header.length() : current.read();
            if (length == GenerationReader.NONE) {
                if (!goesOn(current) && !atEnd()) {
                    return null;
                }
                continue;
            }
            RowBatch batch = take(current, length);
            if (batch != null) {
                returned = true;
                return batch;
            }
            if (held) {
                return null;
            }
        }
    }

    /** Returns the batch of a document if it is one to serve. */
    private @Nullable RowBatch take(GenerationReader current, int length) {
        try {
            if (!held) {
                SoundHeader.read(header, current, length);
            }
            held = false;
            return switch (header.kind()) {
                case ROWS -> takeRows(current);
                case SCHEMA -> {
                    batches.add(header.schemaId(), SchemaDocument.decode(current.bytes(), header));
                    yield null;
                }
                case POSITIONS -> null;
            };
        } catch (DocumentException e) {
            held = false;
            // It is counted by the gap that it leaves in the sequence.
            LOG.error(
                    "document {} of {}, behind {}:{}, is damaged and skipped: {}",
                    current.ordinal(),
                    current.directory(),
                    generations.id(),
                    sequence,
                    e.getMessage());
            return null;
        }
    }

    private @Nullable RowBatch takeRows(GenerationReader current) throws DocumentException {
        long number = header.sequence();
        if (jumpIfFar(current, number)) {
            return null;
        }
        if (number <= sequence) {
            if (number > floor) {
                throw new DocumentException("its sequence " + number + " was there before");
            }
            return null;
        }
        if (entry != null && number > entry.last()) {
            skipTo(entry.last(), "are missing at the end of");
            closeGeneration();
            return null;
        }
        if (number > limit()) {
            if (number > until) {
                skipTo(until, "are missing in");
            }
            held = true;
            return null;
        }
        if (number > sequence + 1) {
            skipTo(number - 1, "are missing in");
        }
        sequence = number;
        begun = true;
        return isWanted() ? decode(current) : null;
    }

    /** Goes straight to the wanted document, which cannot lie nearer than the sequences say. Returns whether it moved. */
    private boolean jumpIfFar(GenerationReader current, long number) {
        Jump now = jump;
        jump = Jump.NONE;
        if (now == Jump.DUE && jumpToPlace(current, number)) {
            return true;
        }
        if (now == Jump.DUE && number <= sequence) {
            jump = Jump.DONE;
            current.moveTo(current.ordinal() + (sequence + 1 - number));
            return true;
        }
        if (now == Jump.DONE && number > sequence + 1) {
            // Documents are missing, so it went too far: one by one, then.
            current.moveTo(0);
            return true;
        }
        return false;
    }

    /** Goes to the place in the open generation that its index knows for what is wanted, if that lies ahead. */
    private boolean jumpToPlace(GenerationReader current, long number) {
        GenerationEntry known = entry;
        long from = returned ? EventTime.MIN : fromNanos;
        if (known == null || (sequence < number && from == EventTime.MIN)) {
            return false;
        }
        TimeIndex index = generations.index(known);
        TimeIndex.Place place = index == null ? null : index.before(sequence, from);
        if (place != null && place.sequence() >= until && until >= number) {
            sequence = until;
            held = true;
            return true;
        }
        if (place == null
                || place.sequence() < number
                || place.sequence() > Math.min(generations.limit(), known.last())
                || !current.moveTo(place.documents(), place.position())) {
            return false;
        }
        sequence = Math.max(sequence, place.sequence());
        floor = sequence;
        begun = true;
        jump = Jump.DONE;
        return true;
    }

    private boolean isWanted() {
        if (wantedName != null) {
            return header.rows() > 0 && header.maxTime() >= fromNanos && header.minTime() < toNanos && hasWantedName();
        }
        return fromNanos == EventTime.MIN || (header.rows() > 0 ? header.maxTime() >= fromNanos : returned);
    }

    private boolean hasWantedName() {
        RowBatch batch = batches.get(header.schemaId());
        // What is unknown is found out by decoding.
        return batch == null || batch.schema().name().equals(wantedName);
    }

    private long limit() {
        return Math.min(until, generations.limit());
    }

    private @Nullable RowBatch decode(GenerationReader current) {
        try {
            RowBatch batch = batches.get(header.schemaId());
            if (batch == null) {
                loadSchemas(current.directory());
                batch = batches.get(header.schemaId());
            }
            if (batch == null) {
                throw new DocumentException("its schema " + Long.toHexString(header.schemaId()) + " is unknown");
            }
            if (wantedName != null && !batch.schema().name().equals(wantedName)) {
                return null;
            }
            decoder.decode(current.bytes(), header, batch);
            return batch;
        } catch (DocumentException e) {
            skipped++;
            LOG.error("document {}:{} is damaged and skipped: {}", generations.id(), sequence, e.getMessage());
            return null;
        }
    }

    /** Reads all schemas of a generation: the wanted one lies in what a jump has left out. */
    private void loadSchemas(Path directory) {
        if (entry == null || schemasLoadedFor == sequence) {
            return;
        }
        schemasLoadedFor = sequence;
        SchemaScan.of(directory).forEach(schema -> batches.add(schema.id(), schema));
    }

    private void skipTo(long wanted, String how) {
        long newSequence = Math.min(wanted, until);
        long count = newSequence - sequence;
        if (count > 0) {
            skipped += count;
            LOG.error(
                    "{} documents {} {}: {}:{} to {} are skipped",
                    count,
                    how,
                    entry == null ? "the journal" : entry.directoryName(),
                    generations.id(),
                    sequence + 1,
                    newSequence);
            sequence = newSequence;
        }
    }

    /**
     * Goes on in a generation that has ended, and has more than can be read at this place: behind a hole, or one by one after
     * a jump that led to nothing. Returns whether there is something.
     */
    private boolean goesOn(GenerationReader current) {
        GenerationEntry known = entry;
        if (known == null || known.isOpen() || sequence >= known.last()) {
            return false;
        }
        if (jump == Jump.DONE) {
            jump = Jump.NONE;
            return current.moveTo(0);
        }
        return SoundHeader.resync(current);
    }

    /** The open generation has nothing more now. Returns whether to go on, false to come back later. */
    private boolean atEnd() {
        generations.refresh();
        GenerationEntry known = entry;
        GenerationEntry now = known == null ? null : generations.get(known.number());
        if (known == null || now == null) {
            closeGeneration();
            return true;
        }
        if (now.isOpen()) {
            return false;
        }
        if (known.isOpen()) {
            // It may have been sealed with more in it since it was read.
            entry = now;
            if (now.last() > sequence) {
                return true;
            }
        }
        skipTo(now.last(), "cannot be read in");
        closeGeneration();
        return true;
    }

    private @Nullable GenerationReader openNext() {
        generations.refresh();
        while (true) {
            long deletedThrough = generations.manifest().deletedThrough();
            if (deletedThrough > sequence) {
                lost += begun ? deletedThrough - sequence : 0;
                sequence = deletedThrough;
            }
            GenerationEntry next = generations.after(sequence);
            if (next == null) {
                return null;
            }
            if (isPassedOver(next)) {
                sequence = next.last();
                continue;
            }
            if (next.base() > sequence) {
                skipTo(next.base(), "are missing in");
            }
            Path directory = generations.directory().resolve(next.directoryName());
            try {
                GenerationReader opened = GenerationReader.open(directory, DocumentHeader.MAX_DOCUMENT_BYTES);
                reader = opened;
                entry = next;
                floor = sequence;
                jump = Jump.DUE;
                return opened;
            } catch (IOException e) {
                if (next.isOpen() || generations.get(next.number()) == null) {
                    return null;
                }
                LOG.error("{}", e.getMessage());
                entry = next;
                skipTo(next.last(), "cannot be read in");
                entry = null;
            }
        }
    }

    private boolean isPassedOver(GenerationEntry next) {
        return !next.isOpen()
                && ((fromNanos != EventTime.MIN && next.maxTime() < fromNanos) || next.minTime() >= toNanos);
    }

    private void closeGeneration() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
        entry = null;
        held = false;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public void seekTime(long newFromNanos) {
        fromNanos = newFromNanos;
    }

    @Override
    public void select(String schemaName, long newFromNanos, long newToNanos) {
        wantedName = schemaName;
        fromNanos = newFromNanos;
        toNanos = newToNanos;
    }

    @Override
    public void part(long afterSequence, long untilSequence) {
        until = untilSequence;
        sequence = Math.max(sequence, afterSequence);
        floor = sequence;
        returned = false;
        if (reader != null) {
            jump = Jump.DUE;
        }
    }

    @Override
    public long skippedDocuments() {
        return skipped;
    }

    @Override
    public long lostDocuments() {
        return lost;
    }

    @Override
    public void close() {
        closeGeneration();
    }
}

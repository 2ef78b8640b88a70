package io.weir.storage;

import io.weir.model.RowBatch;
import io.weir.storage.VerifyReport.Damage;
import io.weir.storage.chronicle.GenerationReader;
import io.weir.storage.document.DocumentException;
import io.weir.storage.document.DocumentHeader;
import io.weir.storage.document.PositionsDocument;
import io.weir.storage.document.RowsDecoder;
import io.weir.storage.document.SchemaDocument;
import io.weir.storage.manifest.GenerationEntry;
import io.weir.storage.manifest.Manifest;
import io.weir.storage.manifest.ManifestException;
import io.weir.storage.manifest.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads one generation after the other for {@link Verify}. One thread. */
final class GenerationCheck {
    private static final long PROGRESS_BYTES = 1 << 20;

    private final Path directory;
    private final Verify.Progress progress;
    private final DocumentHeader header = new DocumentHeader();
    private final RowsDecoder decoder = new RowsDecoder();
    private final List<Damage> damages = new ArrayList<>();

    private BatchesBySchema batches = new BatchesBySchema();
    private String generation = "";
    private long generations;
    private long documents;
    private long rows;
    private long sequence;
    private long damaged;
    private long offset;
    private long doneBefore;
    private long total;
    private long shown;
    /** How many damaged documents have been seen since the last sound one with rows; their numbers leave a gap. */
    private long unnumbered;

    GenerationCheck(Path directory, Verify.Progress progress) {
        this.directory = directory;
        this.progress = progress;
    }

    /** Before the first generation: the journal as its manifest tells it. */
    void expect(Manifest manifest) throws IOException {
        for (GenerationEntry entry : manifest.generations()) {
            total += entry.isOpen() ? openBytes(entry) : entry.bytes();
        }
        sequence = manifest.deletedThrough();
    }

    /** Files are longer than what is written to them; at the end it will have been less. */
    private long openBytes(GenerationEntry entry) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(entry.directoryName()))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    void run(GenerationEntry entry) throws IOException {
        generation = entry.directoryName();
        offset = 0;
        unnumbered = 0;
        batches = new BatchesBySchema();
        if (entry.base() > sequence) {
            missing(entry.base(), "missing before it");
        }
        try (GenerationReader reader =
                GenerationReader.open(directory.resolve(generation), DocumentHeader.MAX_DOCUMENT_BYTES)) {
            generations++;
            read(reader, entry);
        } catch (IOException e) {
            if (isListed(entry)) {
                damage(generation, 0, String.valueOf(e.getMessage()));
            } else {
                // Retention has deleted it meanwhile.
                sequence = Math.max(sequence, entry.last());
            }
        }
        if (!entry.isOpen() && sequence < entry.last()) {
            missing(entry.last(), "missing at its end");
        }
        doneBefore += entry.isOpen() ? offset : entry.bytes();
        progress.at(doneBefore, Math.max(total, doneBefore));
    }

    private boolean isListed(GenerationEntry entry) throws IOException {
        try {
            return Files.exists(directory.resolve(generation))
                    || ManifestFile.read(directory.resolve(ManifestFile.NAME))
                            .orElse(Manifest.EMPTY)
                            .generations()
                            .stream()
                            .anyMatch(now -> now.number() == entry.number());
        } catch (ManifestException e) {
            return true;
        }
    }

    private void read(GenerationReader reader, GenerationEntry entry) {
        for (int length = reader.read();
                length != GenerationReader.NONE || goesOn(reader, entry);
                length = reader.read()) {
            if (length == GenerationReader.NONE) {
                continue;
            }
            try {
                SoundHeader.read(header, reader, length);
                if (header.kind().isRows() && header.sequence() > entry.last()) {
                    // Beyond what the last start has recorded as the valid end: left out for good, and no damage.
                    return;
                }
                accept(reader.bytes());
                documents++;
                offset = reader.endPosition();
            } catch (DocumentException e) {
                unnumbered++;
                damage(generation, 1, "document " + reader.ordinal() + " is damaged: " + e.getMessage());
            }
            if (doneBefore + offset - shown >= PROGRESS_BYTES) {
                shown = doneBefore + offset;
                progress.at(shown, Math.max(total, shown));
            }
        }
    }

    /** Whether there is more behind a hole. */
    private boolean goesOn(GenerationReader reader, GenerationEntry entry) {
        return !entry.isOpen() && sequence < entry.last() && SoundHeader.resync(reader);
    }

    private void accept(byte[] document) throws DocumentException {
        switch (header.kind()) {
            case SCHEMA -> batches.add(header.schemaId(), SchemaDocument.decode(document, header));
            case POSITIONS -> PositionsDocument.decode(document, header);
            case ROWS -> {
                RowBatch batch = batches.get(header.schemaId());
                if (batch == null) {
                    throw new DocumentException("its schema " + Long.toHexString(header.schemaId()) + " is unknown");
                }
                decoder.decode(document, header, batch);
                if (header.sequence() <= sequence) {
                    throw new DocumentException("its sequence " + header.sequence() + " was there before");
                }
                if (header.sequence() - 1 > sequence + unnumbered) {
                    missing(header.sequence() - 1 - unnumbered, "missing");
                }
                unnumbered = 0;
                sequence = header.sequence();
                rows += header.rows();
            }
        }
    }

    private void missing(long through, String how) {
        long count = through - sequence - (how.equals("missing") ? 0 : Math.min(unnumbered, through - sequence));
        if (count > 0) {
            damage(generation, count, count + " documents up to sequence " + through + " are " + how);
        }
        sequence = through;
    }

    void damage(String where, long count, String problem) {
        damaged += count;
        if (damages.size() < VerifyReport.MAX_DAMAGES) {
            damages.add(new Damage(where, sequence, offset, count, problem));
        }
    }

    VerifyReport report(String journal) {
        return new VerifyReport(journal, generations, documents, rows, doneBefore, sequence, damaged, damages);
    }
}

package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.storage.file.Budget;
import io.weir.storage.file.Directories;
import io.weir.storage.file.DiskSpace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power cuts and failures at every force of the checkpoints of one name, in many mixtures of old and new pages. */
class CheckpointCutTest {
    /** More with {@code -Dweir.crash.images=20000}. */
    private static final int IMAGES = Integer.getInteger("weir.crash.images", 400);

    private static final int SAVES = 60;
    /** Changed at random, and so grown, shrunk below what is large, and begun anew. */
    private final Map<Long, Checkpoint> saved = new HashMap<>();

    @TempDir
    Path dir;

    private static CheckpointStore store(Path directory, Forcer forcer) {
        return new CheckpointStore(
                directory, forcer, new DiskSpace(() -> 1L << 40, 0, new Budget(directory, Long.MAX_VALUE, 0)));
    }

    private Checkpoint next(long number, Random random) {
        byte[] state = LargeStates.after(number * 1_000);
        if (random.nextInt(10) == 0) {
            state = new byte[random.nextInt(1000)];
            random.nextBytes(state);
        } else if (random.nextInt(10) == 0) {
            random.nextBytes(state);
        }
        Checkpoint checkpoint = new Checkpoint(random.nextInt(20) == 0 ? "g" : "f", number, number, state);
        saved.put(number, checkpoint);
        return checkpoint;
    }

    @Test
    void shouldHaveTheLastThatWasPromisedOrOneAfterItAfterEachCut() throws Exception {
        long first = Long.getLong("weir.crash.seed", System.nanoTime());
        Random run = new Random(first);
        Path data = Files.createDirectories(dir.resolve("data"));
        CrashImages recorder = new CrashImages(data);
        CheckpointStore recorded = store(data, recorder);
        long appended = 0;
        for (long number = 1; number <= SAVES; number++) {
            long before = recorded.written("p");
            Checkpoint checkpoint = next(number, run);
            assertThat(recorded.save("p", "readings", checkpoint)).isTrue();
            recorder.acknowledgeCheckpoint(number);
            appended += recorded.written("p") - before < checkpoint.state().length ? 1 : 0;
        }
        assertThat(appended).as("increments").isGreaterThan(SAVES / 3);
        List<CrashImages.Moment> moments = recorder.moments();
        for (int i = 0; i < IMAGES; i++) {
            long seed = first + i;
            CrashImages.Moment moment = moments.get((int) Math.floorMod(seed, (long) moments.size()));
            Path image = dir.resolve("image");
            CrashImages.write(moment, image, new Random(seed));
            check(
                    "-Dweir.crash.seed=" + first + ", image " + i,
                    image,
                    moment.acknowledged().checkpoint());
            Directories.delete(image);
        }
    }

    private void check(String when, Path image, long promised) throws IOException {
        Files.createDirectories(image);
        Optional<Checkpoint> found = store(image, Forcer.DISK).load("p", "readings");
        assertThat(found.map(Checkpoint::inputSequence).orElse(0L)).as(when).isGreaterThanOrEqualTo(promised);
        found.ifPresent(it -> assertThat(it).as(when).isEqualTo(saved.get(it.inputSequence())));
        // It goes on from there, whatever the cut has left.
        CheckpointStore after = store(image, Forcer.DISK);
        for (long number = 901; number <= 903; number++) {
            Checkpoint checkpoint = LargeStates.checkpoint(number);
            assertThat(after.save("p", "readings", checkpoint)).as(when).isTrue();
            assertThat(store(image, Forcer.DISK).load("p", "readings")).as(when).contains(checkpoint);
        }
    }

    @Test
    void shouldKeepTheOneBeforeWhicheverForceFails() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        boolean[] fails = {false};
        CheckpointStore store = store(dir, (path, channel) -> fail(fails[0], channel));
        long durable = 0;
        for (long number = 1; number <= 200; number++) {
            String when = "seed " + seed + ", save " + number;
            fails[0] = random.nextInt(4) == 0;
            boolean failing = fails[0];
            Checkpoint checkpoint = next(number, random);
            try {
                store.save("p", "readings", checkpoint);
                assertThat(failing).as(when).isFalse();
                durable = number;
            } catch (StorageException e) {
                assertThat(failing).as(when).isTrue();
                assertThat(e).hasMessageEndingWith("Input/output error");
            }
            fails[0] = false;
            Checkpoint found = store.load("p", "readings").orElse(null);
            if (durable > 0 || found != null) {
                assertThat(found).as(when).isNotNull();
                assertThat(found.inputSequence()).as(when).isBetween(durable, number);
                assertThat(found).as(when).isEqualTo(saved.get(found.inputSequence()));
            }
        }
        assertThat(durable).isPositive();
    }

    private static void fail(boolean now, FileChannel channel) throws IOException {
        if (now) {
            throw new IOException("Input/output error");
        }
        channel.force(false);
    }
}

package io.weir.appliance.e2e;

import io.weir.appliance.Appliance;
import io.weir.storage.Forcer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The program of {@link NamedCrashTest}: {@code StoppingAppliance CONFIG POINT TIMES} runs an appliance that sends itself
 * SIGKILL at the n-th time after its start that it comes to a point.
 */
final class StoppingAppliance implements Forcer {
    /** Where it can stop. */
    enum Point {
        /** Rows are appended, and not forced. */
        APPENDED,
        /** Rows are durable, and their messages not acknowledged. */
        FORCED,
        /** Dead letters are durable, the rows behind them and all acknowledgements are missing. */
        LETTERS_FORCED,
        /** A generation has been begun, and is not listed. */
        ROLL_BEGUN,
        /** A generation is listed, but its list may not be on the disk. */
        ROLL_LISTED,
        CHECKPOINT_WRITTEN,
        CHECKPOINT_RENAMED
    }

    private final Point point;
    private final AtomicLong left;
    private volatile boolean started;

    private StoppingAppliance(Point point, long times) {
        this.point = point;
        this.left = new AtomicLong(times);
    }

    private void at(Point here) {
        if (started && here == point && left.decrementAndGet() == 0) {
            ProcessHandle self = ProcessHandle.current();
            try {
                new ProcessBuilder("/bin/kill", "-9", Long.toString(self.pid())).start();
            } catch (IOException e) {
                Runtime.getRuntime().halt(1);
            }
            while (true) {
                LockSupport.park();
            }
        }
    }

    @Override
    public void force(Path path, FileChannel channel) throws IOException {
        String name = path.toString();
        if (name.endsWith(".cq4") && name.contains("/readings/")) {
            at(Point.APPENDED);
        } else if (name.endsWith("/readings/manifest.tmp")) {
            at(Point.ROLL_BEGUN);
        } else if (name.endsWith("/checkpoints")) {
            at(Point.CHECKPOINT_RENAMED);
        }
        channel.force(false);
        if (name.endsWith(".cq4")) {
            at(name.contains("/readings/") ? Point.FORCED : Point.LETTERS_FORCED);
        } else if (name.endsWith("/readings/manifest.tmp")) {
            at(Point.ROLL_LISTED);
        } else if (name.endsWith(".checkpoint.tmp")) {
            at(Point.CHECKPOINT_WRITTEN);
        }
    }

    public static void main(String[] args) throws Exception {
        StoppingAppliance self = new StoppingAppliance(Point.valueOf(args[1]), Long.parseLong(args[2]));
        Appliance.start(TestConfig.read(Path.of(args[0])), self);
        self.started = true;
        LockSupport.park();
    }
}

package io.weir.appliance.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Lets Ctrl-C end a command that prints rows between two of them, with exit code 0 and everything printed. */
final class CtrlC implements BooleanSupplier {
    private static final long PRINTING_SECONDS = 2;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    CtrlC() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    }

    private void stop() {
        if (done.getCount() == 0) {
            return; // an ordinary end; its exit code stands
        }
        stopped.set(true);
        try {
            // What is being printed is printed to its end, unless nobody reads it.
            if (!done.await(PRINTING_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("weir: standard output takes nothing; the last rows may be cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    void done() {
        done.countDown();
    }

    @Override
    public boolean getAsBoolean() {
        return stopped.get();
    }
}

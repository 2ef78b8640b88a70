package io.weir.storage.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.storage.SmallDisk;
import io.weir.storage.file.Budget;
import io.weir.storage.file.DiskSpace;
import io.weir.storage.file.NoSpaceException;
import io.weir.storage.file.SpaceShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservationTest {
    @TempDir
    Path dir;

    /** A share that always says that there is room: the disk has the last word. */
    private static SpaceShare generous(Path directory) {
        return new SpaceShare(new DiskSpace(() -> 1L << 40, 0, new Budget(directory, Long.MAX_VALUE, 0)), 0, 1 << 20);
    }

    @Test
    void shouldTellAFullDiskFromOneThatFails() throws Exception {
        try (SmallDisk disk = SmallDisk.ext4(dir.resolve("disk"), 32)) {
            Path file = Files.createFile(disk.directory().resolve("file"));
            try (Reservation reservation = new Reservation(file, generous(disk.directory()))) {
                reservation.reserveTo(1 << 20);
                assertThat(reservation.reserved()).isGreaterThanOrEqualTo(1 << 20);
                assertThatThrownBy(() -> reservation.reserveTo(1L << 30)).isInstanceOf(NoSpaceException.class);
                long reserved = reservation.reserved();
                disk.cutPower();
                assertThatThrownBy(() -> reservation.reserveTo(reserved + 1))
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(NoSpaceException.class)
                        .hasMessage("the disk reports an error at " + file + ": it may be failing");
                assertThat(reservation.reserved()).isEqualTo(reserved);
            }
        }
    }
}

package io.hexforge.adapter.files.identity;

import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.identity.AvatarImages;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Pictures of at most 512 x 512 through the JDK's own decoders. The size that a header promises is looked at before
/// anything is decoded, and what is much too large is decoded only in part, so that a small file cannot ask for much
/// memory. One picture at a time; a few wait.
public final class ImageIoAvatars implements AvatarImages, AutoCloseable {
    static final int SIDE = 512;

    private static final long MOST_PIXELS = 50_000_000;
    private static final int LONGEST_SIDE = 20_000;
    private static final float QUALITY = 0.85f;
    private static final int WAITING = 16;
    private static final int PATIENCE_SECONDS = 20;
    private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif");
    private static final Outcome NO_PICTURE = new Outcome.Refused("must be a picture: PNG, JPEG or GIF");

    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                var worker = new Thread(task, "images");
                worker.setDaemon(true);
                return worker;
            });

    @Override
    public Outcome normalise(byte[] upload) {
        Future<Outcome> running = null;
        try {
            running = thread.submit(() -> decode(upload));
            return running.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            throw new PortException(Kind.UNAVAILABLE, "too many pictures wait to be decoded", e);
        } catch (TimeoutException e) {
            running.cancel(true);
            throw new PortException(Kind.UNAVAILABLE, "a picture could not be decoded in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PortException(Kind.UNAVAILABLE, "interrupted", e);
        } catch (ExecutionException e) {
            // Decoders meet malformed files with whatever exception they come upon.
            return NO_PICTURE;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static Outcome decode(byte[] upload) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(upload))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return NO_PICTURE;
            }
            ImageReader reader = readers.next();
            try {
                return decode(reader, in, upload);
            } finally {
                reader.dispose();
            }
        }
    }

    private static Outcome decode(ImageReader reader, ImageInputStream in, byte[] upload) throws IOException {
        String format = reader.getFormatName().toLowerCase(Locale.ROOT);
        if (!FORMATS.contains(format)) {
            return NO_PICTURE;
        }
        reader.setInput(in, true, true);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (Math.max(width, height) > LONGEST_SIDE || (long) width * height > MOST_PIXELS) {
            return new Outcome.Refused("must have at most " + MOST_PIXELS / 1_000_000 + " million pixels and "
                    + LONGEST_SIDE + " a side, not " + width + " x " + height);
        }
        var part = reader.getDefaultReadParam();
        int step = Math.max(1, Math.max(width, height) / (2 * SIDE));
        part.setSourceSubsampling(step, step, 0, 0);
        int orientation = format.equals("jpeg") ? ExifOrientation.of(upload) : ExifOrientation.UPRIGHT;
        return encode(redrawn(reader.read(0, part), orientation));
    }

    /// {@return the pixels, upright and scaled to fit, in a picture of their own}
    private static BufferedImage redrawn(BufferedImage image, int orientation) {
        int width = image.getWidth();
        int height = image.getHeight();
        boolean lying = orientation > 4;
        double scale = Math.min(1.0, (double) SIDE / Math.max(width, height));
        int newWidth = Math.max(1, (int) Math.round((lying ? height : width) * scale));
        int newHeight = Math.max(1, (int) Math.round((lying ? width : height) * scale));
        boolean transparent = image.getColorModel().hasAlpha();
        var result = new BufferedImage(
                newWidth, newHeight, transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = result.createGraphics();
        try {
            pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            var placed = AffineTransform.getScaleInstance(
                    newWidth / (double) (lying ? height : width), newHeight / (double) (lying ? width : height));
            placed.concatenate(upright(orientation, width, height));
            pen.drawImage(image, placed, null);
        } finally {
            pen.dispose();
        }
        return result;
    }

    /// {@return what brings a picture of that orientation upright}
    private static AffineTransform upright(int orientation, int width, int height) {
        return switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
    }

    private static Outcome encode(BufferedImage image) throws IOException {
        boolean transparent = image.getColorModel().hasAlpha();
        var writer = ImageIO.getImageWritersByFormatName(transparent ? "png" : "jpeg")
                .next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (!transparent) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(QUALITY);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return new Outcome.Picture(bytes.toByteArray(), transparent ? "image/png" : "image/jpeg");
    }
}

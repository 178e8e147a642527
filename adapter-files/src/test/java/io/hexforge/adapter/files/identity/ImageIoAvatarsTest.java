package io.hexforge.adapter.files.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.ports.driven.identity.AvatarImages.Outcome;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIoAvatarsTest {
    private final ImageIoAvatars images = new ImageIoAvatars();

    @AfterEach
    void close() {
        images.close();
    }

    /// Red in the upper left corner, else blue.
    private static BufferedImage picture(int width, int height, int type) {
        var image = new BufferedImage(width, height, type);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.BLUE);
        pen.fillRect(0, 0, width, height);
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, width / 2, height / 2);
        pen.dispose();
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private BufferedImage normalised(byte[] upload, String type) throws IOException {
        var outcome = images.normalise(upload);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Picture.class,
                        picture -> assertThat(picture.contentType()).isEqualTo(type));
        return ImageIO.read(new ByteArrayInputStream(((Outcome.Picture) outcome).bytes()));
    }

    private static boolean red(BufferedImage image, double x, double y) {
        var color = new Color(image.getRGB((int) (x * image.getWidth()), (int) (y * image.getHeight())));
        return color.getRed() > color.getBlue();
    }

    @Test
    void small_pictures_keep_their_size() throws IOException {
        var image = normalised(encoded(picture(40, 30, BufferedImage.TYPE_INT_RGB), "png"), "image/jpeg");

        assertThat(image.getWidth()).isEqualTo(40);
        assertThat(image.getHeight()).isEqualTo(30);
        assertThat(red(image, 0.2, 0.2)).isTrue();
        assertThat(red(image, 0.8, 0.8)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void large_pictures_are_made_to_fit(String format) throws IOException {
        var image = normalised(encoded(picture(4000, 1000, BufferedImage.TYPE_INT_RGB), format), "image/jpeg");

        assertThat(image.getWidth()).isEqualTo(512);
        assertThat(image.getHeight()).isEqualTo(128);
        assertThat(red(image, 0.2, 0.2)).isTrue();
        assertThat(red(image, 0.8, 0.2)).isFalse();
    }

    @Test
    void transparency_stays() throws IOException {
        var image = normalised(encoded(new BufferedImage(700, 700, BufferedImage.TYPE_INT_ARGB), "png"), "image/png");

        assertThat(image.getRGB(100, 100) >>> 24).isZero();
    }

    @Test
    void the_first_picture_of_a_gif_is_taken() throws IOException {
        assertThat(red(normalised(encoded(picture(60, 60, BufferedImage.TYPE_INT_RGB), "gif"), "image/jpeg"), 0.2, 0.2))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_a_camera_noted_is_gone_but_its_picture_stands_upright(int orientation) throws IOException {
        byte[] upload = withExif(encoded(picture(80, 40, BufferedImage.TYPE_INT_RGB), "jpg"), orientation);

        var outcome = (Outcome.Picture) images.normalise(upload);

        assertThat(new String(outcome.bytes(), ISO_8859_1))
                .doesNotContain("Exif")
                .doesNotContain("Secret Camera");
        var image = ImageIO.read(new ByteArrayInputStream(outcome.bytes()));
        assertThat(image.getWidth()).isEqualTo(orientation > 4 ? 40 : 80);
        // Where the upper left corner of the stored pixels belongs (Exif 2.32, figure 6).
        boolean right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        boolean below = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        assertThat(red(image, right ? 0.8 : 0.2, below ? 0.8 : 0.2)).isTrue();
        assertThat(red(image, right ? 0.2 : 0.8, below ? 0.8 : 0.2)).isFalse();
    }

    private static byte[] withExif(byte[] jpeg, int orientation) throws IOException {
        var exif = new ByteArrayOutputStream();
        var out = new DataOutputStream(exif);
        out.writeBytes("Exif\0\0MM\0*");
        out.writeInt(8);
        out.writeShort(1);
        out.writeShort(0x0112);
        out.writeShort(3);
        out.writeInt(1);
        out.writeShort(orientation);
        out.writeShort(0);
        out.writeInt(0);
        out.writeBytes("Secret Camera");
        var whole = new ByteArrayOutputStream();
        var file = new DataOutputStream(whole);
        file.write(jpeg, 0, 2);
        file.writeShort(0xFFE1);
        file.writeShort(exif.size() + 2);
        file.write(exif.toByteArray());
        file.write(jpeg, 2, jpeg.length - 2);
        return whole.toByteArray();
    }

    @Test
    void a_header_that_promises_too_much_is_refused_undecoded() throws IOException {
        assertThat(images.normalise(pngHeader(30_000, 30_000)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("30000"));
        assertThat(images.normalise(pngHeader(19_000, 19_000))).isInstanceOf(Outcome.Refused.class);
    }

    private static byte[] pngHeader(int width, int height) throws IOException {
        var chunk = new ByteArrayOutputStream();
        var body = new DataOutputStream(chunk);
        body.writeBytes("IHDR");
        body.writeInt(width);
        body.writeInt(height);
        body.write(new byte[] {8, 2, 0, 0, 0});
        var crc = new CRC32();
        crc.update(chunk.toByteArray());
        var file = new ByteArrayOutputStream();
        var out = new DataOutputStream(file);
        out.writeLong(0x89504E470D0A1A0AL);
        out.writeInt(13);
        out.write(chunk.toByteArray());
        out.writeInt((int) crc.getValue());
        return file.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF89a", "%PDF-1.7"})
    void what_is_no_picture_is_refused(String upload) {
        assertThat(images.normalise(upload.getBytes(ISO_8859_1))).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void tiff_and_bmp_are_refused() throws IOException {
        for (String format : new String[] {"tif", "bmp"}) {
            byte[] upload = encoded(picture(20, 20, BufferedImage.TYPE_INT_RGB), format);
            assertThat(images.normalise(upload)).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void broken_pictures_are_refused_or_shown_but_never_fail() throws IOException {
        var random = new Random(11);
        for (String format : new String[] {"png", "jpg", "gif"}) {
            byte[] whole = encoded(picture(90, 70, BufferedImage.TYPE_INT_RGB), format);
            for (int i = 0; i < 60; i++) {
                byte[] broken = Arrays.copyOf(whole, i % 3 == 0 ? random.nextInt(whole.length) : whole.length);
                for (int j = 0; j < 4 && broken.length > 0; j++) {
                    broken[random.nextInt(broken.length)] = (byte) random.nextInt();
                }
                assertThat(images.normalise(broken)).isNotNull();
            }
        }
    }
}

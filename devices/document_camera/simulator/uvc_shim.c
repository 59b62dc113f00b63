/* A UVC document camera inside libc's calls, for machines that can load no camera module.
 *
 * Preloaded into the process that opens the camera. The device is the path in YICIBAN_SIMULATED_CAMERA: an
 * ordinary file that stands for the device node. While that file exists the camera is plugged in; removed or
 * replaced, it is gone, and whoever streams gets ENODEV. Frames come from frame.jpg in the same folder, read
 * again whenever that file was replaced; a comment that counts is put into each, as no two frames of a sensor
 * are the same. One process at a time may hold the camera (flock on the node), as one process at a time may
 * stream from a real one.
 *
 * Other files in the folder, none of them needed:
 *   camera.conf   lines "size WIDTH HEIGHT" (MJPG, the largest first; frames then come from
 *                 frame-WIDTHxHEIGHT.jpg), "yuyv WIDTH HEIGHT" (listed, not served), and
 *                 "control NUMBER LEAST MOST STEP USUAL NAME"
 *   controls      lines "NUMBER VALUE", kept by this library as a camera keeps them
 *   moving/       0.jpg to 15.jpg, shown in turn, another in every frame, in place of frame.jpg
 *   fault         one word: frozen (the same frame again and again), torn (frames without their end),
 *                 wrong (frames of another size than was agreed)
 *
 * Every other path and descriptor goes to libc untouched. All state is under one lock.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define BUFFERS 8
#define BUFFER_BYTES (8u << 20)
#define FRAMES_PER_SECOND 15
#define DEFAULT_WIDTH 3264
#define DEFAULT_HEIGHT 2448
#define MOST_SIZES 8
#define MOST_CONTROLS 24
#define COMMENT_BYTES 12
#define MOVING 16

struct size {
    unsigned width, height;
};

struct control {
    unsigned number;
    int least, most, step, usual, value;
    char name[32];
};

struct filled {
    unsigned index, sequence;
    size_t used;
    struct timespec when;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    int fd, node; /* the timer that stands for the device, and the locked node */
    dev_t device;
    ino_t inode;
    unsigned width, height, sequence;
    unsigned char *memory[BUFFERS];
    unsigned count, waiting[BUFFERS], waiting_count;
    struct filled done[BUFFERS];
    unsigned done_count;
    unsigned char *jpeg;
    size_t jpeg_bytes;
    struct stat jpeg_stat;
    struct size mjpg[MOST_SIZES], yuyv[MOST_SIZES];
    unsigned mjpg_count, yuyv_count;
    struct control controls[MOST_CONTROLS];
    unsigned control_count;
    char fault[16];
    unsigned shown; /* the number that is put into the frames */
} camera = {.fd = -1, .node = -1};

#define REAL(name) ((__typeof__(&name))real_##name())
#define DEFINE_REAL(name)                                                                                    \
    static void *real_##name(void) {                                                                         \
        static void *found;                                                                                  \
        if (!found) found = dlsym(RTLD_NEXT, #name);                                                         \
        return found;                                                                                        \
    }
DEFINE_REAL(open)
DEFINE_REAL(open64)
DEFINE_REAL(openat)
DEFINE_REAL(close)
DEFINE_REAL(ioctl)
DEFINE_REAL(mmap)
DEFINE_REAL(mmap64)
DEFINE_REAL(select)
DEFINE_REAL(poll)

static const char *device_path(void) { return getenv("YICIBAN_SIMULATED_CAMERA"); }

static int is_device(const char *path) {
    const char *device = device_path();
    return device && path && !strcmp(path, device);
}

static int fail(int error) {
    errno = error;
    return -1;
}

static int unplugged(void) {
    struct stat now;
    return stat(device_path(), &now) || now.st_dev != camera.device || now.st_ino != camera.inode;
}

/* A file beside the device; 0 where the path is too long. */
static int beside(char *path, size_t bytes, const char *name) {
    char *slash;
    if (snprintf(path, bytes, "%s", device_path()) >= (int)(bytes - 40)) return 0;
    slash = strrchr(path, '/');
    strcpy(slash ? slash + 1 : path, name);
    return 1;
}

static FILE *open_beside(const char *name, const char *mode) {
    char path[4096];
    return beside(path, sizeof path, name) ? fopen(path, mode) : NULL;
}

static struct control *find_control(unsigned number) {
    for (unsigned i = 0; i < camera.control_count; i++)
        if (camera.controls[i].number == number) return &camera.controls[i];
    return NULL;
}

/* What kind of camera this is, and the values that its controls had when it was last used. */
static void load_configuration(void) {
    char line[256], kind[16];
    camera.mjpg_count = camera.yuyv_count = camera.control_count = 0;
    FILE *file = open_beside("camera.conf", "re");
    while (file && fgets(line, sizeof line, file)) {
        struct size size;
        struct control c = {0};
        if (sscanf(line, "%15s %u %u", kind, &size.width, &size.height) == 3 && !strcmp(kind, "size")) {
            if (camera.mjpg_count < MOST_SIZES) camera.mjpg[camera.mjpg_count++] = size;
        } else if (!strcmp(kind, "yuyv")) {
            if (camera.yuyv_count < MOST_SIZES) camera.yuyv[camera.yuyv_count++] = size;
        } else if (sscanf(line, "control %i %d %d %d %d %31[^\n]", (int *)&c.number, &c.least, &c.most, &c.step,
                          &c.usual, c.name) == 6) {
            c.value = c.usual;
            if (camera.control_count < MOST_CONTROLS) camera.controls[camera.control_count++] = c;
        }
    }
    if (file) fclose(file);
    file = open_beside("controls", "re");
    while (file && fgets(line, sizeof line, file)) {
        int number, value;
        struct control *known = NULL;
        if (sscanf(line, "%i %d", &number, &value) == 2) known = find_control((unsigned)number);
        if (known) known->value = value;
    }
    if (file) fclose(file);
}

static void keep_controls(void) {
    FILE *file = open_beside("controls", "we");
    if (!file) return;
    for (unsigned i = 0; i < camera.control_count; i++)
        fprintf(file, "0x%08x %d\n", camera.controls[i].number, camera.controls[i].value);
    fclose(file);
}

static void load_fault(void) {
    FILE *file = open_beside("fault", "re");
    camera.fault[0] = 0;
    if (!file) return;
    if (fscanf(file, "%15s", camera.fault) != 1) camera.fault[0] = 0;
    fclose(file);
}

static int has_fault(const char *name) { return !strcmp(camera.fault, name); }

/* Width and height out of the JPEG's start-of-frame segment. */
static int jpeg_size(const unsigned char *data, size_t length, unsigned *width, unsigned *height) {
    size_t at = 2;
    if (length < 4 || data[0] != 0xFF || data[1] != 0xD8) return 0;
    while (at + 9 < length && data[at] == 0xFF) {
        unsigned char kind = data[at + 1];
        if (kind >= 0xC0 && kind <= 0xCF && kind != 0xC4 && kind != 0xC8 && kind != 0xCC) {
            *height = data[at + 5] << 8 | data[at + 6];
            *width = data[at + 7] << 8 | data[at + 8];
            return 1;
        }
        at += 2 + (data[at + 2] << 8 | data[at + 3]);
    }
    return 0;
}

static int is_moving(void) {
    char path[4096];
    struct stat folder;
    return beside(path, sizeof path, "moving") && !stat(path, &folder) && S_ISDIR(folder.st_mode);
}

static void load_frame(void) {
    char path[4096], name[40] = "frame.jpg";
    struct stat now;
    unsigned width, height;
    if (camera.mjpg_count && !has_fault("wrong"))
        snprintf(name, sizeof name, "frame-%ux%u.jpg", camera.width, camera.height);
    if (is_moving()) snprintf(name, sizeof name, "moving/%u.jpg", camera.sequence % MOVING);
    if (!beside(path, sizeof path, name)) return;
    if (stat(path, &now) || now.st_size <= 0 || now.st_size > BUFFER_BYTES) return;
    if (camera.jpeg && now.st_ino == camera.jpeg_stat.st_ino && now.st_size == camera.jpeg_stat.st_size &&
        now.st_mtim.tv_sec == camera.jpeg_stat.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == camera.jpeg_stat.st_mtim.tv_nsec)
        return;
    int file = REAL(open)(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    unsigned char *data = malloc((size_t)now.st_size);
    size_t have = 0;
    while (data && have < (size_t)now.st_size) {
        ssize_t got = read(file, data + have, (size_t)now.st_size - have);
        if (got <= 0) break;
        have += (size_t)got;
    }
    REAL(close)(file);
    /* A camera does not change its size in the middle of a stream: such a picture is not taken up. */
    if (!data || have != (size_t)now.st_size || !jpeg_size(data, have, &width, &height) ||
        (camera.count && !has_fault("wrong") && (width != camera.width || height != camera.height))) {
        free(data);
        return;
    }
    free(camera.jpeg);
    camera.jpeg = data;
    camera.jpeg_bytes = have;
    camera.jpeg_stat = now;
    if (camera.mjpg_count || camera.count) return;
    camera.width = width;
    camera.height = height;
}

static int open_camera(void) {
    int result;
    struct stat node;
    pthread_mutex_lock(&lock);
    if (camera.fd >= 0) {
        result = fail(EBUSY);
        goto out;
    }
    int file = REAL(open)(device_path(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        result = -1;
        goto out;
    }
    if (flock(file, LOCK_EX | LOCK_NB) || fstat(file, &node)) {
        REAL(close)(file);
        result = fail(EBUSY);
        goto out;
    }
    camera.node = file;
    camera.device = node.st_dev;
    camera.inode = node.st_ino;
    camera.count = camera.waiting_count = camera.done_count = camera.sequence = 0;
    camera.width = DEFAULT_WIDTH;
    camera.height = DEFAULT_HEIGHT;
    load_configuration();
    load_fault();
    if (camera.mjpg_count) {
        camera.width = camera.mjpg[0].width;
        camera.height = camera.mjpg[0].height;
    }
    free(camera.jpeg);
    camera.jpeg = NULL;
    load_frame();
    result = camera.fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
out:
    pthread_mutex_unlock(&lock);
    return result;
}

/* Write the frame: its start, a comment that counts (ITU-T T.81, COM), the rest. Returns its bytes. */
static size_t fill(unsigned char *buffer) {
    size_t bytes = camera.jpeg_bytes;
    memcpy(buffer, camera.jpeg, 2);
    snprintf((char *)buffer + 2, COMMENT_BYTES + 1, "\xFF\xFE%c%c%08x", 0, COMMENT_BYTES - 2, camera.shown);
    if (bytes + COMMENT_BYTES > BUFFER_BYTES) bytes = BUFFER_BYTES - COMMENT_BYTES;
    memcpy(buffer + 2 + COMMENT_BYTES, camera.jpeg + 2, bytes - 2);
    return has_fault("torn") ? bytes * 2 / 3 : bytes + COMMENT_BYTES;
}

/* Fill waiting buffers for the ticks that have passed. Under the lock. */
static void tick(void) {
    uint64_t ticks = 0;
    if (read(camera.fd, &ticks, sizeof ticks) != sizeof ticks) return;
    camera.sequence += (unsigned)ticks;
    load_fault();
    if (!has_fault("frozen")) {
        load_frame();
        camera.shown = camera.sequence;
    }
    if (!camera.jpeg || !camera.waiting_count) return;
    unsigned index = camera.waiting[0];
    memmove(camera.waiting, camera.waiting + 1, sizeof camera.waiting[0] * --camera.waiting_count);
    if (!camera.memory[index]) return;
    struct filled *slot = &camera.done[camera.done_count++];
    slot->index = index;
    slot->sequence = camera.sequence;
    slot->used = fill(camera.memory[index]);
    clock_gettime(CLOCK_MONOTONIC, &slot->when);
}

static void run_timer(int on) {
    struct itimerspec every = {{0, 0}, {0, 0}};
    if (on) every.it_value.tv_nsec = every.it_interval.tv_nsec = 1000000000 / FRAMES_PER_SECOND;
    timerfd_settime(camera.fd, 0, &every, NULL);
}

static int set_format(struct v4l2_format *format, int apply) {
    if (format->type != V4L2_BUF_TYPE_VIDEO_CAPTURE) return fail(EINVAL);
    struct v4l2_pix_format *pix = &format->fmt.pix;
    struct size wanted = {pix->width, pix->height};
    /* Before streaming a camera takes the size that it has and that was asked for, else keeps its own. */
    for (unsigned i = 0; apply && i < camera.mjpg_count && !camera.count; i++)
        if (camera.mjpg[i].width == wanted.width && camera.mjpg[i].height == wanted.height) {
            camera.width = wanted.width;
            camera.height = wanted.height;
            free(camera.jpeg);
            camera.jpeg = NULL;
        }
    memset(pix, 0, sizeof *pix);
    pix->pixelformat = V4L2_PIX_FMT_MJPEG;
    pix->width = camera.width;
    pix->height = camera.height;
    pix->field = V4L2_FIELD_NONE;
    pix->sizeimage = BUFFER_BYTES;
    pix->colorspace = V4L2_COLORSPACE_JPEG;
    return 0;
}

static int dequeue(struct v4l2_buffer *buffer) {
    tick();
    if (!camera.done_count) return fail(EAGAIN);
    struct filled first = camera.done[0];
    memmove(camera.done, camera.done + 1, sizeof camera.done[0] * --camera.done_count);
    buffer->index = first.index;
    buffer->bytesused = (unsigned)first.used;
    buffer->sequence = first.sequence;
    buffer->timestamp.tv_sec = first.when.tv_sec;
    buffer->timestamp.tv_usec = first.when.tv_nsec / 1000;
    buffer->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_MAPPED;
    buffer->length = BUFFER_BYTES;
    return 0;
}

static int control_camera(unsigned long request, void *argument) {
    if (unplugged()) return fail(ENODEV);
    switch (request) {
    case VIDIOC_QUERYCAP: {
        struct v4l2_capability *can = argument;
        memset(can, 0, sizeof *can);
        strcpy((char *)can->driver, "uvcvideo");
        strcpy((char *)can->card, "Simulated document camera");
        strcpy((char *)can->bus_info, "usb-simulated-1");
        can->version = 0x060000;
        can->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        can->capabilities = can->device_caps | V4L2_CAP_DEVICE_CAPS;
        return 0;
    }
    case VIDIOC_ENUMINPUT: {
        struct v4l2_input *input = argument;
        if (input->index) return fail(EINVAL);
        input->type = V4L2_INPUT_TYPE_CAMERA;
        return 0;
    }
    case VIDIOC_G_INPUT:
        *(int *)argument = 0;
        return 0;
    case VIDIOC_S_INPUT:
        return *(int *)argument ? fail(EINVAL) : 0;
    case VIDIOC_ENUM_FMT: {
        struct v4l2_fmtdesc *format = argument;
        if (format->index > (camera.yuyv_count ? 1 : 0)) return fail(EINVAL);
        int raw = format->index == 1;
        format->pixelformat = raw ? V4L2_PIX_FMT_YUYV : V4L2_PIX_FMT_MJPEG;
        format->flags = raw ? 0 : V4L2_FMT_FLAG_COMPRESSED;
        strcpy((char *)format->description, raw ? "YUYV 4:2:2" : "Motion-JPEG");
        return 0;
    }
    case VIDIOC_ENUM_FRAMESIZES: {
        struct v4l2_frmsizeenum *size = argument;
        struct size own = {camera.width, camera.height};
        const struct size *sizes = camera.mjpg_count ? camera.mjpg : &own;
        unsigned count = camera.mjpg_count ? camera.mjpg_count : 1;
        if (size->pixel_format == V4L2_PIX_FMT_YUYV) sizes = camera.yuyv, count = camera.yuyv_count;
        else if (size->pixel_format != V4L2_PIX_FMT_MJPEG) return fail(EINVAL);
        if (size->index >= count) return fail(EINVAL);
        size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
        size->discrete.width = sizes[size->index].width;
        size->discrete.height = sizes[size->index].height;
        return 0;
    }
    case VIDIOC_G_FMT:
    case VIDIOC_TRY_FMT:
        return set_format(argument, 0);
    case VIDIOC_S_FMT:
        return set_format(argument, 1);
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM: {
        struct v4l2_streamparm *parm = argument;
        parm->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
        parm->parm.capture.timeperframe.numerator = 1;
        parm->parm.capture.timeperframe.denominator = FRAMES_PER_SECOND;
        return 0;
    }
    case VIDIOC_REQBUFS: {
        struct v4l2_requestbuffers *wanted = argument;
        if (wanted->memory != V4L2_MEMORY_MMAP) return fail(EINVAL);
        if (wanted->count > BUFFERS) wanted->count = BUFFERS;
        camera.count = wanted->count;
        camera.waiting_count = camera.done_count = 0;
        memset(camera.memory, 0, sizeof camera.memory);
        return 0;
    }
    case VIDIOC_QUERYBUF: {
        struct v4l2_buffer *buffer = argument;
        if (buffer->index >= camera.count) return fail(EINVAL);
        buffer->length = BUFFER_BYTES;
        buffer->m.offset = buffer->index * BUFFER_BYTES;
        return 0;
    }
    case VIDIOC_QBUF: {
        struct v4l2_buffer *buffer = argument;
        if (buffer->index >= camera.count || camera.waiting_count >= BUFFERS) return fail(EINVAL);
        camera.waiting[camera.waiting_count++] = buffer->index;
        return 0;
    }
    case VIDIOC_DQBUF:
        return dequeue(argument);
    case VIDIOC_STREAMON:
        run_timer(1);
        return 0;
    case VIDIOC_STREAMOFF:
        run_timer(0);
        camera.waiting_count = camera.done_count = 0;
        return 0;
    case VIDIOC_QUERYCTRL: {
        struct v4l2_queryctrl *asked = argument;
        struct control *known = find_control(asked->id);
        if (!known) return fail(EINVAL);
        memset(asked, 0, sizeof *asked);
        asked->id = known->number;
        asked->type = V4L2_CTRL_TYPE_INTEGER;
        asked->minimum = known->least;
        asked->maximum = known->most;
        asked->step = known->step;
        asked->default_value = known->usual;
        strcpy((char *)asked->name, known->name);
        return 0;
    }
    case VIDIOC_G_CTRL:
    case VIDIOC_S_CTRL: {
        struct v4l2_control *asked = argument;
        struct control *known = find_control(asked->id);
        if (!known) return fail(EINVAL);
        if (request == VIDIOC_S_CTRL) {
            struct control *automatic = find_control(V4L2_CID_EXPOSURE_AUTO);
            if (asked->value < known->least || asked->value > known->most) return fail(ERANGE);
            /* As UVC cameras refuse it. */
            if (known->number == V4L2_CID_EXPOSURE_ABSOLUTE && automatic &&
                automatic->value != V4L2_EXPOSURE_MANUAL)
                return fail(EIO);
            known->value = asked->value;
            keep_controls();
        }
        asked->value = known->value;
        return 0;
    }
    case VIDIOC_G_EXT_CTRLS:
    case VIDIOC_S_EXT_CTRLS:
        return fail(EINVAL);
    default:
        return fail(ENOTTY);
    }
}

static int opened(int fd) { return fd >= 0 && fd == __atomic_load_n(&camera.fd, __ATOMIC_ACQUIRE); }

#define OPEN(name)                                                                                           \
    int name(const char *path, int flags, ...) {                                                             \
        va_list more;                                                                                        \
        va_start(more, flags);                                                                               \
        mode_t mode = va_arg(more, mode_t);                                                                  \
        va_end(more);                                                                                        \
        return is_device(path) ? open_camera() : REAL(name)(path, flags, mode);                              \
    }
OPEN(open)
OPEN(open64)

int openat(int folder, const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return is_device(path) ? open_camera() : REAL(openat)(folder, path, flags, mode);
}

int close(int fd) {
    if (opened(fd)) {
        pthread_mutex_lock(&lock);
        REAL(close)(camera.node);
        camera.node = camera.fd = -1;
        pthread_mutex_unlock(&lock);
    }
    return REAL(close)(fd);
}

int ioctl(int fd, unsigned long request, ...) {
    va_list more;
    va_start(more, request);
    void *argument = va_arg(more, void *);
    va_end(more);
    if (!opened(fd)) return REAL(ioctl)(fd, request, argument);
    pthread_mutex_lock(&lock);
    int result = control_camera(request, argument);
    pthread_mutex_unlock(&lock);
    return result;
}

static void *map_buffer(size_t length, off_t offset) {
    size_t index = (size_t)offset / BUFFER_BYTES;
    void *memory = MAP_FAILED;
    pthread_mutex_lock(&lock);
    if (index < camera.count && length <= BUFFER_BYTES)
        memory = REAL(mmap)(NULL, BUFFER_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    else
        errno = EINVAL;
    if (memory != MAP_FAILED) camera.memory[index] = memory;
    pthread_mutex_unlock(&lock);
    return memory;
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    return opened(fd) ? map_buffer(length, offset)
                      : REAL(mmap)(at, length, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
    return opened(fd) ? map_buffer(length, offset)
                      : REAL(mmap64)(at, length, protection, flags, fd, offset);
}

/* 1 when a call for the camera need not wait: a frame is there, or the camera is gone. */
static int ready(int *gone) {
    pthread_mutex_lock(&lock);
    *gone = unplugged();
    if (!*gone) tick();
    int result = *gone || camera.done_count;
    pthread_mutex_unlock(&lock);
    return result;
}

int select(int count, fd_set *reads, fd_set *writes, fd_set *errors, struct timeval *timeout) {
    int fd = __atomic_load_n(&camera.fd, __ATOMIC_ACQUIRE), gone;
    if (fd >= 0 && reads && fd < count && FD_ISSET(fd, reads) && ready(&gone)) return 1;
    return REAL(select)(count, reads, writes, errors, timeout);
}

int poll(struct pollfd *watched, nfds_t count, int timeout) {
    int gone;
    if (count == 1 && opened(watched->fd) && ready(&gone)) {
        watched->revents = gone ? POLLERR : POLLIN;
        return 1;
    }
    return REAL(poll)(watched, count, timeout);
}

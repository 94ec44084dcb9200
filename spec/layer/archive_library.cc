// libarchive's functions, which load the library when the first is called.
//
// It brings ten libraries, XML and Unicode among them, and loading these takes longer than most
// verbs, which read no tar. Those that use the functions see libarchive's own declarations only.
#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>

namespace {

// Also where the library is missing, so that the first tar is refused with the reason.
void* library() {
  static void* const handle = ::dlopen("libarchive.so.13", RTLD_LAZY | RTLD_LOCAL);
  return handle;
}

const char* reason() {
  static const char* const text = library() == nullptr ? ::dlerror() : "";
  return text;
}

void* find(const char* name) {
  reason();
  return library() == nullptr ? nullptr : ::dlsym(library(), name);
}

}  // namespace

// NAME(PARAMETERS) calls the library's function of that name; without the library it returns INSTEAD.
#define FORWARD(RESULT, NAME, PARAMETERS, ARGUMENTS, INSTEAD)                  \
  RESULT NAME PARAMETERS {                                                     \
    static const auto call = reinterpret_cast<decltype(&::NAME)>(find(#NAME)); \
    return call == nullptr ? INSTEAD : call ARGUMENTS;                         \
  }

extern "C" {

FORWARD(archive*, archive_read_new, (), (), nullptr)
FORWARD(int, archive_read_free, (archive * a), (a), ARCHIVE_FATAL)
FORWARD(const char*, archive_error_string, (archive * a), (a), reason())
FORWARD(const char*, archive_version_string, (), (), "libarchive ")
FORWARD(int, archive_read_support_format_tar, (archive * a), (a), ARCHIVE_FATAL)
FORWARD(int, archive_read_support_format_empty, (archive * a), (a), ARCHIVE_FATAL)
FORWARD(int, archive_read_support_format_raw, (archive * a), (a), ARCHIVE_FATAL)
FORWARD(int, archive_read_support_filter_gzip, (archive * a), (a), ARCHIVE_FATAL)
FORWARD(int, archive_read_support_filter_bzip2, (archive * a), (a), ARCHIVE_FATAL)
FORWARD(int, archive_read_support_filter_xz, (archive * a), (a), ARCHIVE_FATAL)
FORWARD(int, archive_read_support_filter_zstd, (archive * a), (a), ARCHIVE_FATAL)
FORWARD(int, archive_read_open,
        (archive * a, void* data, archive_open_callback* open, archive_read_callback* read,
         archive_close_callback* close),
        (a, data, open, read, close), ARCHIVE_FATAL)
FORWARD(int, archive_read_open_fd, (archive * a, int fd, size_t size), (a, fd, size), ARCHIVE_FATAL)
FORWARD(int, archive_read_next_header, (archive * a, archive_entry** entry), (a, entry), ARCHIVE_FATAL)
FORWARD(la_ssize_t, archive_read_data, (archive * a, void* buffer, size_t size), (a, buffer, size), ARCHIVE_FATAL)
FORWARD(int, archive_read_data_block, (archive * a, const void** data, size_t* size, la_int64_t* offset),
        (a, data, size, offset), ARCHIVE_FATAL)
FORWARD(la_int64_t, archive_filter_bytes, (archive * a, int filter), (a, filter), 0)

// Of an entry, which there is only with the library.
FORWARD(const char*, archive_entry_hardlink, (archive_entry * e), (e), nullptr)
FORWARD(const char*, archive_entry_symlink, (archive_entry * e), (e), nullptr)
FORWARD(const char*, archive_entry_pathname, (archive_entry * e), (e), nullptr)
FORWARD(__LA_MODE_T, archive_entry_filetype, (archive_entry * e), (e), 0)
FORWARD(__LA_MODE_T, archive_entry_perm, (archive_entry * e), (e), 0)
FORWARD(la_int64_t, archive_entry_uid, (archive_entry * e), (e), 0)
FORWARD(la_int64_t, archive_entry_gid, (archive_entry * e), (e), 0)
FORWARD(la_int64_t, archive_entry_size, (archive_entry * e), (e), 0)
FORWARD(time_t, archive_entry_mtime, (archive_entry * e), (e), 0)
FORWARD(long, archive_entry_mtime_nsec, (archive_entry * e), (e), 0)
FORWARD(dev_t, archive_entry_rdev, (archive_entry * e), (e), 0)
FORWARD(int, archive_entry_xattr_reset, (archive_entry * e), (e), 0)
FORWARD(int, archive_entry_xattr_next, (archive_entry * e, const char** name, const void** value, size_t* size),
        (e, name, value, size), ARCHIVE_WARN)

}  // extern "C"

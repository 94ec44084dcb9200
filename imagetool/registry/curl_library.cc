// libcurl's functions, each of which loads the library when the first is called.
//
// It brings some thirty libraries (LDAP, Kerberos, SSH and what they need), and loading
// these takes longer than most verbs, which speak with no registry. Those that use the
// functions see curl's own declarations only.
#include <curl/curl.h>
#include <dlfcn.h>

#include <cstdarg>

namespace {

// Also where the library is missing, so that the first URL is refused with the reason.
void* library() {
  static void* const handle = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  return handle;
}

const char* reason() {
  static const char* const text = library() == nullptr ? ::dlerror() : "";
  return text;
}

// The library's function with the name and the type of ours; nullptr where there is none.
template <auto ours>
auto real(const char* name) {
  reason();
  static void* const found = library() == nullptr ? nullptr : ::dlsym(library(), name);
  return reinterpret_cast<decltype(ours)>(found);
}

// Of curl_url_get(), for which it became const on the way.
template <class Function>
struct Handle;
template <class Url>
struct Handle<CURLUcode(Url, CURLUPart, char**, unsigned)> {
  using Type = Url;
};

}  // namespace

// In parentheses: curl.h has macros of some of these names.
extern "C" {

CURLcode curl_global_init(long flags) {
  const auto call = real<&curl_global_init>("curl_global_init");
  return call == nullptr ? CURLE_FAILED_INIT : call(flags);
}

void curl_global_cleanup(void) {
  if (const auto call = real<&curl_global_cleanup>("curl_global_cleanup")) call();
}

curl_version_info_data* curl_version_info(CURLversion age) {
  const auto call = real<&curl_version_info>("curl_version_info");
  return call == nullptr ? nullptr : call(age);
}

time_t curl_getdate(const char* text, const time_t* unused) {
  const auto call = real<&curl_getdate>("curl_getdate");
  return call == nullptr ? -1 : call(text, unused);
}

void curl_free(void* text) {
  if (const auto call = real<&curl_free>("curl_free")) call(text);
}

curl_slist* curl_slist_append(curl_slist* list, const char* text) {
  const auto call = real<&curl_slist_append>("curl_slist_append");
  return call == nullptr ? nullptr : call(list, text);
}

void curl_slist_free_all(curl_slist* list) {
  if (const auto call = real<&curl_slist_free_all>("curl_slist_free_all")) call(list);
}

CURL* curl_easy_init(void) {
  const auto call = real<&curl_easy_init>("curl_easy_init");
  return call == nullptr ? nullptr : call();
}

void curl_easy_cleanup(CURL* handle) {
  if (const auto call = real<&curl_easy_cleanup>("curl_easy_cleanup")) call(handle);
}

void curl_easy_reset(CURL* handle) {
  if (const auto call = real<&curl_easy_reset>("curl_easy_reset")) call(handle);
}

CURLcode curl_easy_perform(CURL* handle) {
  const auto call = real<&curl_easy_perform>("curl_easy_perform");
  return call == nullptr ? CURLE_FAILED_INIT : call(handle);
}

// A long, a curl_off_t or a pointer: one register on every machine with 64 bits, as libcurl itself takes it.
CURLcode(curl_easy_setopt)(CURL* handle, CURLoption option, ...) {
  static_assert(sizeof(long) == sizeof(void*) && sizeof(curl_off_t) == sizeof(void*));
  va_list list;
  va_start(list, option);
  void* value = va_arg(list, void*);
  va_end(list);
  const auto call = real<&(curl_easy_setopt)>("curl_easy_setopt");
  return call == nullptr ? CURLE_FAILED_INIT : call(handle, option, value);
}

CURLcode(curl_easy_getinfo)(CURL* handle, CURLINFO info, ...) {
  va_list list;
  va_start(list, info);
  void* value = va_arg(list, void*);
  va_end(list);
  const auto call = real<&(curl_easy_getinfo)>("curl_easy_getinfo");
  return call == nullptr ? CURLE_FAILED_INIT : call(handle, info, value);
}

const char* curl_easy_strerror(CURLcode code) {
  const auto call = real<&curl_easy_strerror>("curl_easy_strerror");
  return call == nullptr ? reason() : call(code);
}

char* curl_easy_escape(CURL* handle, const char* text, int length) {
  const auto call = real<&curl_easy_escape>("curl_easy_escape");
  return call == nullptr ? nullptr : call(handle, text, length);
}

CURLU* curl_url(void) {
  const auto call = real<&curl_url>("curl_url");
  return call == nullptr ? nullptr : call();
}

void curl_url_cleanup(CURLU* url) {
  if (const auto call = real<&curl_url_cleanup>("curl_url_cleanup")) call(url);
}

CURLUcode curl_url_get(Handle<decltype(curl_url_get)>::Type url, CURLUPart what, char** part, unsigned flags) {
  const auto call = real<&curl_url_get>("curl_url_get");
  return call == nullptr ? CURLUE_BAD_HANDLE : call(url, what, part, flags);
}

CURLUcode curl_url_set(CURLU* url, CURLUPart what, const char* part, unsigned flags) {
  const auto call = real<&curl_url_set>("curl_url_set");
  return call == nullptr ? CURLUE_BAD_HANDLE : call(url, what, part, flags);
}

const char* curl_url_strerror(CURLUcode code) {
  const auto call = real<&curl_url_strerror>("curl_url_strerror");
  return call == nullptr ? reason() : call(code);
}

}  // extern "C"

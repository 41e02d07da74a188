;;; test.el --- The examples in Emacs  -*- lexical-binding: t -*-

;;; Commentary:

;; Opens an example and asks the server what a person would:
;;
;;   emacs -q --batch -l editors/emacs/test.el [SERVER]
;;
;; SERVER is the server's program; without it, the debug build of this repository.

;;; Code:

(defconst test-folder (file-name-directory load-file-name))
(add-to-list 'load-path test-folder)
(package-initialize)
(require 'integration-manifest)

(defconst test-repository (expand-file-name "../.." test-folder))

(setenv "BP_TOKEN" nil)
(setenv "BP_WORKSPACE_ID" nil)
(setq integration-manifest-server
      (or (pop command-line-args-left)
          (expand-file-name "target/debug/integration-manifest-ls" test-repository)))

(defun test-check (ok what)
  "Fail unless OK; WHAT says what for."
  (unless ok (error "Not so: %s" what))
  (message "ok: %s" what))

(defun test-wait (condition)
  "Wait until CONDITION returns something, which is returned."
  (with-timeout (20 (error "Nothing came"))
    (let (result)
      (while (not (setq result (funcall condition)))
        (accept-process-output nil 0.05))
      result)))

(defun test-ask (method text)
  "Ask METHOD about the place behind the first TEXT."
  (goto-char (point-min))
  (search-forward text)
  (jsonrpc-request (eglot-current-server) method (eglot--TextDocumentPositionParams)))

(find-file (expand-file-name "examples/broken/integration.json" test-repository))
(test-check (eq major-mode 'integration-manifest-mode) "the mode")
(apply #'eglot (eglot--guess-contact))
(flymake-mode 1)
(test-wait #'flymake-diagnostics)
(let ((said (mapconcat #'flymake-diagnostic-text (flymake-diagnostics) "\n")))
  (dolist (message '("A comma is missing" "did you mean `description`?" "MAJOR.MINOR.PATCH"))
    (test-check (string-match-p (regexp-quote message) said) message)))
(let* ((hover (test-ask :textDocument/hover "\"visib"))
       (text (plist-get (plist-get hover :contents) :value)))
  (test-check (string-match-p "unlisted" text) "the hover lists values"))
(let* ((list (test-ask :textDocument/completion "\"visibility\": \""))
       (labels (mapcar (lambda (item) (plist-get item :label)) (plist-get list :items))))
  (test-check (equal labels '("public" "private" "unlisted")) "the completion offers values"))
;; Nothing is to be sent anywhere, so there is no token.
(let (told)
  (cl-letf (((symbol-function 'message) (lambda (_ &rest said) (setq told (car said)))))
    (integration-manifest-validate)
    (test-wait (lambda () told)))
  (test-check (string-prefix-p "BP_TOKEN and BP_WORKSPACE_ID are not set" told) "a token is asked for"))
(eglot-shutdown (eglot-current-server))
(message "everything is as it should be")

;;; test.el ends here

;;; test.el --- The examples in Emacs  -*- lexical-binding: t -*-

;;; Commentary:

;; Tests an example with the language server:
;;
;;   emacs -q --batch -l editors/emacs/test.el [SERVER]
;;
;; SERVER is the program (default: the debug build of this repository).

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
  (dolist (message '("Missing comma after this" "did you mean `description`?" "MAJOR.MINOR.PATCH"))
    (test-check (string-match-p (regexp-quote message) said) message)))
(let* ((hover (test-ask :textDocument/hover "\"visib"))
       (text (plist-get (plist-get hover :contents) :value)))
  (test-check (string-match-p "unlisted" text) "the hover lists values"))
(let* ((list (test-ask :textDocument/completion "\"visibility\": \""))
       (labels (mapcar (lambda (item) (plist-get item :label)) (plist-get list :items))))
  (test-check (equal labels '("public" "private" "unlisted")) "the completion offers values"))
;; Without a token, nothing is sent.
(let (shown)
  (cl-letf (((symbol-function 'message) (lambda (_ &rest said) (setq shown (car said)))))
    (integration-manifest-validate)
    (test-wait (lambda () shown)))
  (test-check (string-prefix-p "BP_TOKEN and BP_WORKSPACE_ID are not set" shown) "missing credentials are reported"))
;; The page is written to a file, which is updated after a change.
(let (page)
  (cl-letf (((symbol-function 'browse-url-of-file) (lambda (file) (setq page file))))
    (integration-manifest-preview)
    (test-wait (lambda () page)))
  (let ((contains (lambda (text)
                    (with-temp-buffer
                      (insert-file-contents page)
                      (string-match-p (regexp-quote text) (buffer-string))))))
    (test-check (funcall contains "Content-Security-Policy") "the preview is a page")
    (goto-char (point-min))
    (search-forward "\"title\": \"")
    (insert "Preview of ")
    (eglot--signal-textDocument/didChange)
    (test-wait (lambda () (funcall contains "Preview of ")))
    (test-check t "the preview is updated"))
  (set-buffer-modified-p nil))
;; The settings file has its own mode, and the same server.
(defconst test-settings (expand-file-name "integration-manifest.toml" (make-temp-file "settings" t)))
(write-region "[rules]\nunknown-feild = \"off\"\n" nil test-settings)
(save-current-buffer
  (find-file test-settings)
  (test-check (eq major-mode 'integration-manifest-settings-mode) "the mode of the settings file")
  (apply #'eglot (eglot--guess-contact))
  (flymake-mode 1)
  (test-wait #'flymake-diagnostics)
  (test-check (string-match-p "did you mean `unknown-field`" (flymake-diagnostic-text (car (flymake-diagnostics))))
              "a mistake in the settings file is shown")
  (let* ((list (test-ask :textDocument/completion "= \""))
         (labels (mapcar (lambda (item) (plist-get item :label)) (plist-get list :items))))
    (test-check (equal labels '("off" "hint" "info" "warning" "error")) "severities are offered"))
  (eglot-shutdown (eglot-current-server))
  (kill-buffer))

;; Features that change a manifest, with a copy of the good one that has an error.
(defconst test-copies (make-temp-file "manifests" t))
(defconst test-copy (expand-file-name "integration.json" test-copies))
(write-region "" nil (expand-file-name "integration-manifest.toml" test-copies))
(copy-file (expand-file-name "examples/good/integration.json" test-repository) test-copy)

(defun test-goto (text)
  "Go behind the first TEXT."
  (goto-char (point-min))
  (search-forward text))

(defun test-replace (text new)
  "Put NEW in place of the first TEXT, as typing would."
  (test-goto text)
  (replace-match new t t)
  (eglot--signal-textDocument/didChange))

(defun test-messages ()
  "What flymake shows in this buffer."
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(eglot-shutdown (eglot-current-server))
(find-file test-copy)
(apply #'eglot (eglot--guess-contact))
(flymake-mode 1)
(let ((good (buffer-string)))
  (test-replace "\"cacheable\": true," "  \"cacheable\" :true ,")
  (eglot-format-buffer)
  (test-check (equal (buffer-string) good) "the layout is as it was")

  (test-replace "\"public\"" "\"\"")
  (backward-char)
  (insert "unl")
  (let* ((found (eglot-completion-at-point))
         (choices (all-completions "" (nth 2 found))))
    (test-check (equal choices '("public" "private" "unlisted")) "the values are offered")
    (test-goto "\"unl")
    (completion-at-point))
  (test-goto "\"visibility\": ")
  (test-check (looking-at "\"unlisted\",$") "a completion is accepted")

  (test-replace "\"unlisted\"" "\"publik\"")
  (test-wait (lambda () (seq-some (lambda (text) (string-match-p "did you mean `public`" text))
                             (test-messages))))
  (test-goto "\"publ")
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_ choices &rest _)
               (caar (seq-filter (lambda (choice) (string-match-p "Replace" (car choice))) choices)))))
    ;; Like after a key; a mouse event opens a menu.
    (let ((last-nonmenu-event ?.))
      (call-interactively #'eglot-code-actions)))
  (test-wait (lambda () (equal (buffer-string) good)))
  (test-check t "a quick fix is applied")
  (eglot--signal-textDocument/didChange)
  (test-wait (lambda () (null (test-messages))))
  (test-check t "its problem is gone")

  (test-goto "\"name\": \"us")
  (eglot-rename "customer")
  (let ((text (buffer-string)))
    (dolist (place '("\"proactive-user<customer>\": {" "\"name\": \"customer\"" "\"customer\": {"))
      (test-check (string-search place text) (concat "a name is changed at " place)))))

(test-check (string-search "createTicket" (prin1-to-string (eglot-imenu))) "the outline has actions")
(test-goto "\"name\": \"cust")
(let ((place (car (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot)))))
  (test-goto "\"entities\": {")
  (test-check (= (xref-location-line (xref-item-location place)) (1+ (line-number-at-pos)))
              "a definition is found"))

;; Severities, configured as in the README.
(test-replace "\"visibility\": \"public\",\n  \"icon\"" "\"icon\"")
(test-replace "\"title\": \"Kestrel Desk\",\n" "")
(test-wait #'test-messages)
(with-temp-file (expand-file-name ".dir-locals.el" test-copies)
  (insert-file-contents (expand-file-name "README.md" test-folder))
  (search-forward "```elisp\n((")
  (delete-region (point-min) (- (point) 2))
  (search-forward "```")
  (delete-region (match-beginning 0) (point-max)))
(eglot-signal-didChangeConfiguration (eglot-current-server))
(test-wait (lambda () (null (test-messages))))
(test-check t "settings are heeded")

(set-buffer-modified-p nil)
(eglot-shutdown (eglot-current-server))
(delete-directory test-copies t)
(message "everything is as it should be")

;;; test.el ends here

package bench
import ("testing";"net/http";"net/http/httptest";"fmt";"time")
func BenchmarkDbg(b *testing.B){
 t:=settle(b,fresh(b,"sqlite")); t.live(100)
 for i:=0;i<3;i++{
 for _,hx:=range []string{"","true"}{
  t.forget()
  r:=t.ask(t.ada,"GET","/",nil); if hx!=""{r.Header.Set("HX-Request",hx)}
  rec:=httptest.NewRecorder(); t0:=time.Now(); t.site.ServeHTTP(rec,r); fmt.Println(hx,rec.Code,rec.Body.Len(),time.Since(t0)); _=http.StatusOK
  t0=time.Now(); t.page(t.ada,"/").do(); fmt.Println(" warm",time.Since(t0))
 }}
}
